package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

// rule is one message and what must be said of it. Its name begins with the
// rule that it is about.
type rule struct {
	name string
	with func(t *testing.T, m *made, s *saml.Settings)

	cause   saml.Cause // the root; "" if the message is accepted
	class   saml.Class // "" for the usual one of the cause
	warning saml.Cause // of the rule's check

	expected, received, detail string // parts of the check's
}

// testRules judges the message of each rule.
func testRules(t *testing.T, rules []rule) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			m, s := sound(t), settings(t)
			if r.with != nil {
				r.with(t, &m, &s)
			}
			r.judge(t, m, provider(t, s).Evaluate(m.input(t)))
		})
	}
}

func (r rule) judge(t *testing.T, m made, v *saml.Verdict) {
	t.Helper()
	id, _, _ := strings.Cut(r.name, " ")
	consistent(t, v)
	if r.cause == "" {
		if !v.Accepted {
			t.Fatalf("refused: %+v", v.Findings)
		}
		c := find(v, id, r.warning)
		if want := map[bool]saml.Outcome{true: saml.Passed, false: saml.Warning}[r.warning == ""]; c.Outcome != want {
			t.Errorf("the check of %s is %+v, want outcome %d", id, c, want)
		}
		if !strings.Contains(c.Detail, r.detail) {
			t.Errorf("detail %q, want %q in it", c.Detail, r.detail)
		}
		return
	}
	root := v.Root()
	class := r.class
	if class == "" {
		class = r.cause.Class()
	}
	if v.Accepted || root.Cause != r.cause || root.Class != class {
		t.Fatalf("root cause %q (%s), want %q (%s)\n%+v", root.Cause, root.Class, r.cause, class, v.Findings)
	}
	c := v.Checks[root.Check]
	if c.Rule != id {
		t.Errorf("the root cause comes from %s (%s), want %s", c.Rule, c.Name, id)
	}
	for _, f := range []struct{ what, got, want string }{
		{"expected", c.Expected, r.expected}, {"received", c.Received, r.received}, {"detail", c.Detail, r.detail},
	} {
		if !strings.Contains(f.got, f.want) {
			t.Errorf("%s %q, want %q in it", f.what, f.got, f.want)
		}
	}
}

// find returns the check of a rule with that cause.
func find(v *saml.Verdict, rule string, cause saml.Cause) saml.Check {
	for _, c := range v.Checks {
		if c.Rule == rule && c.Cause == cause {
			return c
		}
	}
	return saml.Check{}
}

// consistent holds for every verdict.
func consistent(t testing.TB, v *saml.Verdict) {
	t.Helper()
	failed := 0
	for i, c := range v.Checks {
		if c.Rule == "" || c.Name == "" {
			t.Errorf("check %d has no rule or no name: %+v", i, c)
		}
		if c.Outcome == saml.Failed {
			failed++
		}
		if (c.Outcome == saml.Failed || c.Outcome == saml.Warning) != (c.Cause != "") {
			t.Errorf("check %+v: a cause belongs to failures and warnings", c)
		}
		if c.Span.Start > c.Span.End || c.Span.Start < 0 {
			t.Errorf("check %+v has no possible span", c)
		}
	}
	if v.Accepted != (failed == 0) || v.Accepted != (v.Profile != nil) || v.Accepted != (len(v.Findings) == 0) ||
		v.Accepted != (len(v.Replay) > 0) {
		t.Errorf("accepted %v with %d failed checks, %d findings, profile %v, replay keys %v", v.Accepted, failed,
			len(v.Findings), v.Profile, v.Replay)
	}
	if v.Accepted && !v.Verified {
		t.Error("accepted, but not verified")
	}
	if len(v.Findings) != failed {
		t.Errorf("%d findings of %d failed checks", len(v.Findings), failed)
	}
	for i, f := range v.Findings {
		if f.Class == "" || f.Cause != v.Checks[f.Check].Cause || i == 0 && f.Follows {
			t.Errorf("finding %d: %+v", i, f)
		}
	}
	if v.Answers != "" && (v.Claims != "" || !v.Verified) {
		t.Errorf("answers %q and claims %q, verified %v", v.Answers, v.Claims, v.Verified)
	}
}
