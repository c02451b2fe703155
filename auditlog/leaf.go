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
	"slices"
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

// documentOf is what is hashed of an entry whose parts have these hashes: JSON with this order of
// fields, as encoding/json writes it.
func documentOf(e model.AuditEntry, of model.AuditParts) ([]byte, error) {
	view, err := json.Marshal(e.View)
	if err != nil {
		return nil, err
	}
	d := appendText(append(make([]byte, 0, 640), `{"format":`...), format)
	d = appendText(append(d, `,"id":`...), e.ID)
	d = e.At.UTC().AppendFormat(append(d, `,"at":"`...), time.RFC3339Nano)
	d = append(append(d, `","view":`...), view...)
	d = appendText(append(d, `,"undoes":`...), e.Undoes)
	d = appendText(append(d, `,"undone_by":`...), e.UndoneBy)
	d = append(d, `,"changes":[`...)
	for i, c := range e.Changes {
		if i > 0 {
			d = append(d, ',')
		}
		d = appendText(append(d, `{"kind":`...), c.Kind)
		d = appendText(append(d, `,"id":`...), c.Target)
		d = append(appendText(append(d, `,"parent":`...), c.Parent), '}')
	}
	d = appendText(append(d, `],"parts":{"actor":`...), of.Actor.String())
	d = appendText(append(d, `,"words":`...), of.Words.String())
	d = appendText(append(d, `,"bodies":`...), of.Bodies.String())
	return append(d, '}', '}'), nil
}

// appendText appends a text as encoding/json writes it. Most have nothing to escape, and are not
// worth its time.
func appendText[S ~string](data []byte, text S) []byte {
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			escaped, _ := json.Marshal(string(text)) // of a text there is no error
			return append(data, escaped...)
		}
	}
	return append(append(append(data, '"'), text...), '"')
}

// Hash gives the hash of an entry and of its parts. A part that was deleted with its
// salt has the hash that was kept of it; erased reports whether one was. A part
// without its salt that is there nonetheless is an error.
func Hash(e model.AuditEntry, kept model.AuditParts) (h tlog.Hash, of model.AuditParts, erased bool, err error) {
	if e.Salts == nil {
		return h, of, false, fmt.Errorf("entry %s has no salts", e.ID)
	}
	whole := slices.ContainsFunc(e.Changes, func(c model.AuditChange) bool { return c.Before != nil || c.After != nil })
	actor, err := json.Marshal(e.Actor)
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
		{e.Salts.Words, appendText(nil, e.Action), e.Action != "", kept.Words, &of.Words, "words"},
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
	data, err := documentOf(e, of)
	return tlog.RecordHash(data), of, erased, err
}

func salted(salt, data []byte) (h tlog.Hash) {
	mac := hmac.New(sha256.New, salt)
	mac.Write(data)
	mac.Sum(h[:0])
	return h
}
