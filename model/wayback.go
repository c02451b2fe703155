package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// WayBack is all that taking an action back needs: of the records what they were and
// are, with the secrets that the history does not hold. It is kept for [UndoLife].
type WayBack struct {
	Entry   ID            `json:"entry"` // whose action it is
	Changes []AuditChange `json:"changes"`

	Revision uint64 `json:"-"`
}

func (w WayBack) RecordKey() (Kind, ID) { return KindWayBack, w.Entry }

func (w WayBack) RecordParent() ID { return "" }

func (w WayBack) RecordNames() []string { return nil }

func (w WayBack) RecordRevision() uint64 { return w.Revision }

func (w WayBack) AtRevision(r uint64) Noun { w.Revision = r; return w }

// Reversible reports whether the action can be taken back, as long as it is not too old.
func (a AuditEntry) Reversible() bool {
	return a.Final() == "" && !slices.ContainsFunc(a.Changes, func(c AuditChange) bool {
		row, err := c.Kind.Row()
		return err != nil || !row.Undo
	})
}

// secretFields are what a field is called, in a record of any kind, that holds a sealed
// secret or the hash of one.
var secretFields = []string{"sealed", "secret", "hash"}

// withheld stands for a secret in the history. It is base64, so that a record can still be
// read; its number tells secrets of one entry apart.
const withheld = "withheld%04d"

// WithoutSecrets is the entry as the history keeps it: that a secret changed can be seen,
// and not what it was.
func (a AuditEntry) WithoutSecrets() (AuditEntry, error) {
	known := map[string]string{}
	a.Changes = slices.Clone(a.Changes)
	for i := range a.Changes {
		c := &a.Changes[i]
		for _, data := range []*json.RawMessage{&c.Before, &c.After} {
			var err error
			if *data, err = withoutSecrets(*data, known); err != nil {
				return a, fmt.Errorf("%w: %s %s cannot be read: %v", ErrDamaged, c.Kind, c.Target, err)
			}
		}
	}
	return a, nil
}

func withoutSecrets(data json.RawMessage, known map[string]string) (json.RawMessage, error) {
	if !slices.ContainsFunc(secretFields, func(f string) bool { return bytes.Contains(data, []byte(`"`+f+`"`)) }) {
		return data, nil
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	withhold(v, known)
	return json.Marshal(v)
}

// Withholds reports whether the entry lacks a secret that was in what it tells of.
func (a AuditEntry) Withholds() bool {
	mark := []byte(`:"` + strings.TrimSuffix(withheld, "%04d"))
	return slices.ContainsFunc(a.Changes, func(c AuditChange) bool {
		return bytes.Contains(c.Before, mark) || bytes.Contains(c.After, mark)
	})
}

// withhold replaces the secrets under a value.
func withhold(v any, known map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			secret, isText := x.(string)
			if !isText || secret == "" || !slices.Contains(secretFields, name) {
				withhold(x, known)
				continue
			}
			if known[secret] == "" {
				known[secret] = fmt.Sprintf(withheld, len(known)+1)
			}
			v[name] = known[secret]
		}
	case []any:
		for _, x := range v {
			withhold(x, known)
		}
	}
}
