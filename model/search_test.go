package model_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

var failed = model.Session{
	ID: "sess_01J0000000000000000000ABCD", State: model.Failed, Origin: model.FromServiceProvider,
	Class: saml.InvalidCertificate, Cause: saml.CertificateMismatch, Email: "Todd.Rundgren@acme.com", IdPID: "00u1",
	OrganizationID: "org_1", ConnectionID: "conn_1", CreatedAt: noon.Add(-time.Hour),
}

func names(id model.ID) string {
	return map[model.ID]string{"org_1": "Acme Corp", "conn_1": "Acme Okta"}[id]
}

func TestFilter(t *testing.T) {
	waiting := model.Session{ID: "sess_2", State: model.Started, Deadline: noon.Add(time.Minute),
		CreatedAt: noon.Add(-time.Minute)}
	late := waiting
	late.Deadline = noon.Add(-time.Second)
	for text, want := range map[string]bool{
		"": true, "todd": true, "TODD acme": true, "nobody": false, "-todd": false, "!nobody": true,
		`"acme corp"`: true, `"corp acme"`: false, "state:failed": true, "state:success": false, "-state:failed": false,
		"status:fail": true, "error:" + string(saml.CertificateMismatch): true, "cause:audience": false,
		"class:x509": true, "class:attributes": false, "user:rundgren": true, "email:00u1": true, "org:acme": true,
		"org:org_1": true, "conn:okta": true, "connection:google": false, "origin:service": true,
		"origin:portal": false, "id:abcd": true, "session:0000-ABCD": true, "since:2h": true, "since:30m": false,
		"before:30m": true, "before:2h": false, "since:2026-01-31": true, "before:2026-01-31": false,
		"-since:30m": true, "since:1d before:10m user:todd": true, "org:acme state:success": false,
	} {
		f, err := model.ParseFilter(text, noon)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := f.Match(failed, names, noon); got != want {
			t.Errorf("%q matches: %v, want %v", text, got, want)
		}
		q := f.Query(names, noon)
		during := !failed.CreatedAt.Before(q.Since) && (q.Until.IsZero() || failed.CreatedAt.Before(q.Until))
		if got := during && q.Filter.Match(failed, q.At, q.Names); got != want {
			t.Errorf("%q: the query says %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string][2]bool{"state:started": {true, false}, `state:"in progress"`: {true, false},
		"state:timedout": {false, true}, "state:timed_out": {false, true}, "state:in_progress": {true, false},
		`state:"timed out"`: {false, true}} {
		f, err := model.ParseFilter(text, noon)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := [2]bool{f.Match(waiting, names, noon), f.Match(late, names, noon)}; got != want {
			t.Errorf("%q: waiting and late %v, want %v", text, got, want)
		}
	}
}

func TestFilterErrors(t *testing.T) {
	for text, want := range map[string]struct {
		offset int
		words  string
	}{
		`todd "open`: {5, "not closed"}, "colour:red": {0, `no field "colour"`},
		"a state:purple": {2, "state is one of"}, "user:": {0, "needs a value"}, "since:soon": {0, "is not a time"},
		"x before:-3h": {2, "is not a time"}, "before:999999d": {0, "is not a time"},
		"origin:moon": {0, "origin is one of"},
	} {
		_, err := model.ParseFilter(text, noon)
		f, ok := errors.AsType[*model.FilterError](err)
		if !ok || f.Offset != want.offset || !strings.Contains(f.Message, want.words) {
			t.Errorf("%q: %v, want %q at %d", text, err, want.words, want.offset)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, text := range []string{"todd", "-state:success", `"two words"`, "since:2h before:2026-01-31", ":", "-", `"`,
		"error:x -error:y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := model.ParseFilter(text, noon)
		if err != nil {
			if e, ok := errors.AsType[*model.FilterError](err); !ok || e.Offset < 0 || e.Offset > len(text) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		filter.Match(failed, names, noon)
	})
}
