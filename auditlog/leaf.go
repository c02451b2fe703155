// Package auditlog makes of audit entries an append-only log, a Merkle tree as in
// RFC 6962: what is hashed of an entry, how the tree grows, and the signed checkpoints
// that show what it was.
package auditlog

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/model"
)

// Salted gives an entry the salts under which it stands in the log.
func Salted(e model.AuditEntry) model.AuditEntry {
	salt := func() []byte {
		b := make([]byte, 16)
		rand.Read(b)
		return b
	}
	e.Salts = &model.AuditSalts{Actor: salt(), Words: salt(), Bodies: salt()}
	return e
}

// canonical is what is hashed of an entry: JSON of these fields, in this order.
type canonical struct {
	Format   string           `json:"format"`
	ID       model.ID         `json:"id"`
	At       time.Time        `json:"at"`
	View     *model.View      `json:"view"`
	Undoes   model.ID         `json:"undoes"`
	UndoneBy model.ID         `json:"undone_by"`
	Changes  []changed        `json:"changes"`
	Parts    model.AuditParts `json:"parts"`
}

type changed struct {
	Kind   model.Kind `json:"kind"`
	ID     model.ID   `json:"id"`
	Parent model.ID   `json:"parent"`
}

type body struct {
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

const format = "gatehouse audit entry 1"

// Hash gives the hash of an entry and of its parts. A part that was deleted with its
// salt has the hash that was kept of it; erased reports whether one was. A part
// without its salt that is there nonetheless is an error.
func Hash(e model.AuditEntry, kept model.AuditParts) (h tlog.Hash, parts model.AuditParts, erased bool, err error) {
	if e.Salts == nil {
		return h, parts, false, fmt.Errorf("entry %s has no salts", e.ID)
	}
	x := canonical{Format: format, ID: e.ID, At: e.At.UTC(), View: e.View, Undoes: e.Undoes, UndoneBy: e.UndoneBy,
		Changes: []changed{}}
	bodies := []body{}
	whole := false
	for _, c := range e.Changes {
		x.Changes = append(x.Changes, changed{c.Kind, c.Target, c.Parent})
		bodies = append(bodies, body{c.Before, c.After})
		whole = whole || c.Before != nil || c.After != nil
	}
	for _, p := range []struct {
		salt    []byte
		value   any
		is      bool
		kept    tlog.Hash
		part    *tlog.Hash
		current string
	}{
		{e.Salts.Actor, e.Actor, e.Actor != model.Actor{}, kept.Actor, &x.Parts.Actor, "actor"},
		{e.Salts.Words, e.Action, e.Action != "", kept.Words, &x.Parts.Words, "words"},
		{e.Salts.Bodies, bodies, whole, kept.Bodies, &x.Parts.Bodies, "bodies"},
	} {
		switch {
		case len(p.salt) > 0:
			if *p.part, err = salted(p.salt, p.value); err != nil {
				return h, parts, false, err
			}
		case p.is:
			return h, parts, false, fmt.Errorf("entry %s has %s without their salt", e.ID, p.current)
		default:
			*p.part, erased = p.kept, true
		}
	}
	data, err := json.Marshal(x)
	return tlog.RecordHash(data), x.Parts, erased, err
}

func salted(salt []byte, value any) (h tlog.Hash, err error) {
	data, err := json.Marshal(value)
	if err != nil {
		return h, err
	}
	mac := hmac.New(sha256.New, salt)
	mac.Write(data)
	mac.Sum(h[:0])
	return h, nil
}
