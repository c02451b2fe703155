package badger

import (
	"time"

	"gatehouse/model"
)

// storedReceipt is what a receipt's blob holds. The ids stand in the key.
type storedReceipt struct {
	Order   int           `cbor:"1,keyasint"` // how many came before it
	Form    *form         `cbor:"2,keyasint,omitempty"`
	Receipt model.Receipt `cbor:"3,keyasint"` // without its body, if Form is set
}

// encodeReceipt writes a receipt that order others came before.
func encodeReceipt(r model.Receipt, order int) ([]byte, error) {
	s := storedReceipt{Order: order, Receipt: r}
	s.Receipt.ID, s.Receipt.SessionID = "", ""
	if f, ok := takeApart(r.Body); ok {
		s.Form, s.Receipt.Body = &f, nil
	}
	// A message can name an instant in the year 10000, which no reader of
	// RFC 3339 takes back.
	at := &s.Receipt.Verdict.Seen.IssueInstant
	if y := at.UTC().Year(); y < 0 || y > 9999 {
		*at = time.Time{}
	}
	return encode(s)
}

func decodeReceipt(session, id model.ID, raw []byte) (r model.Receipt, order int, err error) {
	var s storedReceipt
	if err := decode(raw, &s); err != nil {
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
	return encode(r)
}

func decodeRequest(session model.ID, raw []byte) (r model.Request, err error) {
	err = decode(raw, &r)
	r.SessionID = session
	return r, err
}
