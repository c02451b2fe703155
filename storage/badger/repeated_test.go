package badger

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

// accepted is a receipt with everything in it that another may share.
func accepted(connection string) model.Receipt {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	return model.Receipt{
		ConnectionID: model.ID(connection), At: at, Method: "POST",
		Body: []byte("SAMLResponse=PHgvPg%3D%3D&RelayState=a"), Size: 38,
		Verdict: saml.Verdict{
			Accepted: true, Verified: true, Reasoned: true, Answers: "sess_1",
			Checks: []saml.Check{{Rule: "S1", Name: "Signed", Outcome: saml.Passed}, {
				Rule: "T1", Name: "Method", Outcome: saml.Warning, Detail: "odd\xff", Span: saml.Span{Start: 1, End: 2},
			}},
			Seen:    saml.Seen{IssueInstant: at, NameID: "ada"},
			Profile: &saml.Profile{IdPID: "ada", Email: "ada@acme.example"},
		},
		Settings: saml.Settings{
			EntityID: "https://sso.example", Certificates: [][]byte{{1, 2, 3}}, Policy: saml.DefaultPolicy(),
			Domains: []string{"acme.example"},
		},
	}
}

// Whatever was stored before, a receipt is read as it was given.
func TestRepeatedParts(t *testing.T) {
	for name, change := range map[string]func(r *model.Receipt){
		"nothing":              func(*model.Receipt) {},
		"another connection":   func(r *model.Receipt) { r.ConnectionID = "conn_2" },
		"the body":             func(r *model.Receipt) { r.Body = []byte("SAMLResponse=PHkvPg==") },
		"a check":              func(r *model.Receipt) { r.Verdict.Checks[1].Received = "other" },
		"one check less":       func(r *model.Receipt) { r.Verdict.Checks = r.Verdict.Checks[:1] },
		"no checks":            func(r *model.Receipt) { r.Verdict.Checks = nil },
		"the facts of a check": func(r *model.Receipt) { r.Verdict.Checks[0].Facts = &saml.Facts{Size: 5} },
		"a certificate":        func(r *model.Receipt) { r.Settings.Certificates = [][]byte{{1, 2, 4}} },
		"the policy":           func(r *model.Receipt) { r.Settings.Policy.Skew++ },
		"the domains":          func(r *model.Receipt) { r.Settings.Domains = nil },
		"refused, by other rules": func(r *model.Receipt) {
			r.Verdict.Accepted, r.Verdict.Checks = false, r.Verdict.Checks[1:]
		},
		"no connection": func(r *model.Receipt) { r.ConnectionID, r.Settings = "", saml.Settings{} },
	} {
		t.Run(name, func(t *testing.T) {
			var known repeated
			read := func(r model.Receipt) {
				t.Helper()
				raw, err := new(scratch).encode(r, 7, &known)
				if err != nil {
					t.Fatal(err)
				}
				got, order, err := decodeReceipt(r.SessionID, r.ID, raw)
				if err != nil || order != 7 || !reflect.DeepEqual(got, r) {
					t.Errorf("%+v (order %d, %v), not %+v", got, order, err, r)
				}
			}
			first := accepted("conn_1")
			read(first)
			read(first)
			change(&first) // in place: the same list of checks
			read(first)
			read(accepted("conn_1"))
		})
	}
}

func TestRepeatedIsBounded(t *testing.T) {
	var known repeated
	for i := range 3 * maxRepeated / 2 {
		if _, err := known.encode(accepted(fmt.Sprint("conn_", i))); err != nil {
			t.Fatal(err)
		}
		refused := accepted(fmt.Sprint("refused_", i))
		refused.Verdict.Accepted = false
		if _, err := known.encode(refused); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(known.last); n != maxRepeated/2 {
		t.Errorf("%d connections are known", n)
	}
}
