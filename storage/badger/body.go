package badger

import (
	"bytes"
	"sync"

	"gatehouse/model"
	"gatehouse/storage/internal/stored"
)

// storedReceipt is what a receipt's blob holds, see [scratch.encode]. The ids stand
// in the key.
type storedReceipt struct {
	Order   int           `cbor:"1,keyasint"` // how many came before it
	Form    *form         `cbor:"2,keyasint,omitempty"`
	Receipt model.Receipt `cbor:"3,keyasint"` // without its body, if Form is set
}

// scratch is the memory in which a receipt is encoded, to be used again.
type scratch struct {
	text, xml []byte
	raw       bytes.Buffer
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// maxScratch bounds what is kept of it: more than usual messages take.
const maxScratch = 64 << 10

// encode writes a receipt that order others came before. The bytes are valid until
// the next call.
func (x *scratch) encode(r model.Receipt, order int, known *repeated) ([]byte, error) {
	if cap(x.text) > maxScratch || x.raw.Cap() > maxScratch {
		*x = scratch{}
	}
	r = stored.Encodable(r)
	r.ID, r.SessionID = "", ""
	s := struct {
		Order   int            `cbor:"1,keyasint"`
		Form    *form          `cbor:"2,keyasint,omitempty"`
		Receipt encodedReceipt `cbor:"3,keyasint"`
	}{Order: order}
	if f, ok := x.takeApart(r.Body); ok {
		s.Form, r.Body = &f, nil
	}
	var err error
	if s.Receipt, err = known.encode(r); err != nil {
		return nil, err
	}
	x.raw.Reset()
	err = stored.EncodeTo(&x.raw, &s)
	return x.raw.Bytes(), err
}

func decodeReceipt(session, id model.ID, raw []byte) (r model.Receipt, order int, err error) {
	var s storedReceipt
	if err := stored.Decode(raw, &s); err != nil {
		return model.Receipt{}, 0, err
	}
	s.Receipt.ID, s.Receipt.SessionID = id, session
	if s.Form != nil {
		s.Receipt.Body = s.Form.assemble()
	}
	return s.Receipt, s.Order, nil
}

func encodeRequest(r model.Request) ([]byte, error) {
	r.SessionID = ""
	return stored.Encode(r)
}

func decodeRequest(session model.ID, raw []byte) (r model.Request, err error) {
	err = stored.Decode(raw, &r)
	r.SessionID = session
	return r, err
}
