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
	Format   string      `json:"format"`
	ID       model.ID    `json:"id"`
	At       time.Time   `json:"at"`
	View     *model.View `json:"view"`
	Undoes   model.ID    `json:"undoes"`
	UndoneBy model.ID    `json:"undone_by"`
	Changes  []changed   `json:"changes"`
	Parts    parts       `json:"parts"`
}

// parts are the hashes of the parts, in base64.
type parts struct {
	Actor  string `json:"actor"`
	Words  string `json:"words"`
	Bodies string `json:"bodies"`
}

type changed struct {
	Kind   model.Kind `json:"kind"`
	ID     model.ID   `json:"id"`
	Parent model.ID   `json:"parent"`
}

// bodiesOf is a list of what records were before and are after, as JSON. What an entry has of
// them is as encoding/json writes it, without blanks: to write it once more would take most of
// the time in which a log is verified.
func bodiesOf(changes []model.AuditChange) []byte {
	size := 2
	for _, c := range changes {
		size += len(c.Before) + len(c.After) + 40
	}
	data := append(make([]byte, 0, size), '[')
	for i, c := range changes {
		if i > 0 {
			data = append(data, ',')
		}
		data = append(append(data, `{"before":`...), orNull(c.Before)...)
		data = append(append(data, `,"after":`...), orNull(c.After)...)
		data = append(data, '}')
	}
	return append(data, ']')
}

func orNull(data json.RawMessage) []byte {
	if data == nil {
		return []byte("null")
	}
	return data
}

const format = "gatehouse audit entry 1"

// Hash gives the hash of an entry and of its parts. A part that was deleted with its
// salt has the hash that was kept of it; erased reports whether one was. A part
// without its salt that is there nonetheless is an error.
func Hash(e model.AuditEntry, kept model.AuditParts) (h tlog.Hash, of model.AuditParts, erased bool, err error) {
	if e.Salts == nil {
		return h, of, false, fmt.Errorf("entry %s has no salts", e.ID)
	}
	x := canonical{Format: format, ID: e.ID, At: e.At.UTC(), View: e.View, Undoes: e.Undoes, UndoneBy: e.UndoneBy,
		Changes: []changed{}}
	whole := false
	for _, c := range e.Changes {
		x.Changes = append(x.Changes, changed{c.Kind, c.Target, c.Parent})
		whole = whole || c.Before != nil || c.After != nil
	}
	actor, err := json.Marshal(e.Actor)
	if err != nil {
		return h, of, false, err
	}
	words, err := json.Marshal(e.Action)
	if err != nil {
		return h, of, false, err
	}
	for _, p := range []struct {
		salt    []byte
		value   []byte
		is      bool
		kept    tlog.Hash
		part    *tlog.Hash
		current string
	}{
		{e.Salts.Actor, actor, e.Actor != model.Actor{}, kept.Actor, &of.Actor, "actor"},
		{e.Salts.Words, words, e.Action != "", kept.Words, &of.Words, "words"},
		{e.Salts.Bodies, bodiesOf(e.Changes), whole, kept.Bodies, &of.Bodies, "bodies"},
	} {
		switch {
		case len(p.salt) > 0:
			*p.part = salted(p.salt, p.value)
		case p.is:
			return h, of, false, fmt.Errorf("entry %s has %s without their salt", e.ID, p.current)
		default:
			*p.part, erased = p.kept, true
		}
	}
	x.Parts = parts{of.Actor.String(), of.Words.String(), of.Bodies.String()}
	data, err := json.Marshal(x)
	return tlog.RecordHash(data), of, erased, err
}

func salted(salt, data []byte) (h tlog.Hash) {
	mac := hmac.New(sha256.New, salt)
	mac.Write(data)
	mac.Sum(h[:0])
	return h
}
