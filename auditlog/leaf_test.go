package auditlog

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/model"
)

type changed struct {
	Kind   model.Kind `json:"kind"`
	ID     model.ID   `json:"id"`
	Parent model.ID   `json:"parent"`
}

// document is what is hashed of an entry, as encoding/json writes it.
type document struct {
	Format   string           `json:"format"`
	ID       model.ID         `json:"id"`
	At       time.Time        `json:"at"`
	View     *model.View      `json:"view"`
	Undoes   model.ID         `json:"undoes"`
	UndoneBy model.ID         `json:"undone_by"`
	Changes  []changed        `json:"changes"`
	Parts    model.AuditParts `json:"parts"`
}

type body struct {
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// The hash of an entry is that of its document, whose parts are salted hashes.
func TestHashIsThatOfTheDocument(t *testing.T) {
	encoded := func(v any) []byte {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	hashed := func(salt []byte, v any) (h tlog.Hash) {
		mac := hmac.New(sha256.New, salt)
		mac.Write(encoded(v))
		return tlog.Hash(mac.Sum(nil))
	}
	text := "R&D <\u2028>\x00 \"ü\""
	org := encoded(model.Organization{ID: "org_1", Name: text})
	at := time.Date(2026, 11, 30, 1, 2, 3, 4e6, time.FixedZone("", 7200))
	actor := model.Actor{Kind: model.Member, ID: "member_1", Name: text, Evidence: "SHA256:+/="}
	for name, e := range map[string]model.AuditEntry{
		"a change": {ID: "audit_1", At: at, Actor: actor, Action: text, Changes: []model.AuditChange{
			{Kind: model.KindOrganization, Target: "org_1", Parent: "environment_1", Before: org, After: org},
			{Kind: model.KindConnection, Target: "conn_1", After: org}, {Kind: model.KindKey, Target: "key_1",
				Before: org},
		}},
		"without bodies": {ID: "audit_2", At: at, Actor: actor, Action: text, Undoes: "audit_1", UndoneBy: "audit_3",
			Changes: []model.AuditChange{{Kind: model.KindOrganization, Target: "org_1"}}},
		"a view": {ID: "audit_3", At: at, Actor: actor,
			View: &model.View{Subject: "sess_1", Right: model.ActSeeSessions}},
		"nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			e = Salted(e)
			d := document{Format: format, ID: e.ID, At: e.At.UTC(), View: e.View, Undoes: e.Undoes,
				UndoneBy: e.UndoneBy, Changes: []changed{}}
			bodies := []body{}
			for _, c := range e.Changes {
				d.Changes = append(d.Changes, changed{c.Kind, c.Target, c.Parent})
				bodies = append(bodies, body{c.Before, c.After})
			}
			d.Parts = model.AuditParts{Actor: hashed(e.Salts.Actor, e.Actor), Words: hashed(e.Salts.Words, e.Action),
				Bodies: hashed(e.Salts.Bodies, bodies)}
			h, of, erased, err := Hash(e, model.AuditParts{})
			if err != nil || erased || of != d.Parts || h != tlog.RecordHash(encoded(d)) {
				t.Errorf("%v %+v, want %v %+v, %v", h, of, tlog.RecordHash(encoded(d)), d.Parts, err)
			}
			e.Actor, e.Action, e.Salts = model.Actor{}, "", &model.AuditSalts{Bodies: e.Salts.Bodies}
			if again, _, erased, err := Hash(e, of); again != h || !erased || err != nil {
				t.Errorf("with two parts erased: %v, want %v, %v", again, h, err)
			}
		})
	}
}
