package stored

import (
	"bytes"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"gatehouse/model"
)

// Times keep their nanoseconds, strings their bytes: what came from outside
// need not be UTF-8.
var (
	encoder = must(cbor.EncOptions{Time: cbor.TimeRFC3339NanoUTC}.UserBufferEncMode())
	decoder = must(cbor.DecOptions{
		UTF8:             cbor.UTF8DecodeInvalid,
		MaxArrayElements: 1 << 22,
		MaxMapPairs:      1 << 22,
	}.DecMode())
)

// must is for what fails only if the options in this package contradict each
// other.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// EncodeTo is Encode that appends to a buffer. v is best a pointer.
func EncodeTo(b *bytes.Buffer, v any) error {
	if err := encoder.MarshalToBuffer(v, b); err != nil {
		return fmt.Errorf("encode %T: %w", v, err)
	}
	return nil
}

// Encode writes a noun, or a part of one.
func Encode(v any) ([]byte, error) {
	b, err := encoder.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return b, nil
}

// Decode reads what Encode wrote.
func Decode(b []byte, v any) error {
	if err := decoder.Unmarshal(b, v); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	return nil
}

// Encodable is a receipt that can be read back: a message can name an instant
// in the year 10000, which no reader of RFC 3339 takes.
func Encodable(r model.Receipt) model.Receipt {
	at := &r.Verdict.Seen.IssueInstant
	if y := at.UTC().Year(); y < 0 || y > 9999 {
		*at = time.Time{}
	}
	return r
}
