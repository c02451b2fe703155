package saml_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
)

// unnamedOutside takes the InResponseTo from the response, so that only its
// assertion has one.
func unnamedOutside(t testing.TB) func(string) string {
	return replace(t, ` InResponseTo="`+requestID+`" IssueInstant`, " IssueInstant")
}

// What a message claims to answer is known once it is read, wherever it says so.
func TestReadingListsTheRequests(t *testing.T) {
	many := func(doc string) string {
		one := doc[strings.Index(doc, "<saml:SubjectConfirmation "):]
		one = one[:strings.Index(one, "</saml:SubjectConfirmation>")+len("</saml:SubjectConfirmation>")]
		var all strings.Builder
		for i := range 20 {
			all.WriteString(strings.Replace(one, requestID, fmt.Sprintf("_other%d", i), 1))
		}
		return strings.Replace(doc, one, all.String()+one, 1)
	}
	for name, test := range map[string]struct {
		with func(m *made)
		want []string
	}{
		"both places":    {func(*made) {}, []string{requestID}},
		"the assertion":  {func(m *made) { m.edit = unnamedOutside(t) }, []string{requestID}},
		"the RelayState": {func(m *made) { m.edit, m.relay = unsolicited(t), "_relayed" }, []string{"_relayed"}},
		"all three":      {func(m *made) { m.relay = "_relayed" }, []string{"_relayed", requestID}},
		"nothing":        {func(m *made) { m.edit = unsolicited(t) }, nil},
		"an ID too long": {func(m *made) {
			m.edit = replace(t, requestID, strings.Repeat("r", 300))
		}, []string{requestID}},
		"a few of many": {func(m *made) {
			m.edit = many
		}, []string{requestID, "_other0", "_other1", "_other2", "_other3", "_other4"}},
		"what is no XML": {func(m *made) {
			m.relay, m.tamper = "_relayed", func(string) string { return "<" }
		}, []string{"_relayed"}},
		"behind a DOCTYPE": {func(m *made) { m.tamper = func(doc string) string { return "<!DOCTYPE x>" + doc } }, nil},
	} {
		m := sound(t)
		test.with(&m)
		if got := provider(t, settings(t)).Read(m.input(t).Post).Requests(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A request that only decrypted bytes name, or a place beyond those that are
// listed, is asked for by the verdict if a configured key vouches for it.
func TestJudgementAsksForMore(t *testing.T) {
	for name, test := range map[string]struct {
		with func(m *made)
		more []string
	}{
		"encrypted": {func(m *made) {
			m.edit, m.encrypt = unnamedOutside(t), encryptedTo(&decryptionKey(t).PublicKey)
		}, []string{requestID}},
		"encrypted, the response signed": {func(m *made) {
			m.edit, m.encrypt, m.sign = unnamedOutside(t), encryptedTo(&decryptionKey(t).PublicKey), "response"
		}, []string{requestID}},
		"encrypted, and not signed": {func(m *made) {
			m.edit, m.encrypt, m.sign = unnamedOutside(t), encryptedTo(&decryptionKey(t).PublicKey), ""
		}, nil},
		"encrypted for another key": {func(m *made) {
			m.edit, m.encrypt = unnamedOutside(t), encryptedTo(&decryptionKey(t).PublicKey)
			m.tamper = replace(t, "<xenc:CipherValue>", "<xenc:CipherValue>AAAA")
		}, nil},
		"listed": {func(*made) {}, nil},
	} {
		m, sp := sound(t), provider(t, settings(t))
		test.with(&m)
		in := m.input(t)
		v, more := sp.Read(in.Post).Judge(in.Now, saml.Requests{})
		if !slices.Equal(more, test.more) || v.Accepted {
			t.Errorf("%s: asks for %q, want %q; accepted %v", name, more, test.more, v.Accepted)
		}
		v, _ = sp.Read(in.Post).Judge(in.Now, requests())
		if accept := test.more != nil || name == "listed"; v.Accepted != accept {
			t.Errorf("%s: with the request known: %+v", name, v.Root())
		}
	}
}
