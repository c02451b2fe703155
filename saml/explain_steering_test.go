package saml_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
)

// neutral is a text of a sender that says nothing.
const neutral = "qqzzqq"

// words are what the sentences of this package are made of, or values that stand
// in them: a sender who writes them steers whoever reads text in place of facts.
func steeringWords(t *testing.T) []string {
	return []string{
		"http-artifact", "ws-federation", "encoded twice", "was the message cut short?",
		"text outside the root element", "there is no root element", "is empty", "nothing", "xml-c14n inclusive",
		"rsa-1_5", "RSA 1.5", "pkcs1", "sha1", "SHA-1", "the certificate in the message does verify the signature",
		"algorithm does not fit", "a certificate of another key", "another connection", "passed 1h55m0s ago",
		"missing: email", "base64: bad", "2026-03-02T11:00:00Z", "1h55m0s", "1310720 bytes",
		"differs in a trailing slash (added)", "AADSTS50105: x", "it is stale, or the clock is slow",
		"different requests", "format of an issuer", protocol.Fingerprint(certificateOf(t, "rsa2048-1"))[:47],
		"[{detail}|{received}]",
	}
}

// senderPlaces are where a sender writes what they like.
var senderPlaces = map[string]func(t testing.TB, doc, text string) string{
	"issuer": func(t testing.TB, doc, text string) string {
		return strings.ReplaceAll(doc, ">"+idpEntityID+"<", ">"+text+"<")
	},
	"in response to": func(t testing.TB, doc, text string) string { return strings.ReplaceAll(doc, requestID, text) },
	"destination": func(t testing.TB, doc, text string) string {
		return replace(t, `Destination="`+acsURL, `Destination="`+text)(doc)
	},
	"recipient": func(t testing.TB, doc, text string) string {
		return replace(t, `Recipient="`+acsURL, `Recipient="`+text)(doc)
	},
	"audience": func(t testing.TB, doc, text string) string {
		return replace(t, "Audience>"+entityID, "Audience>"+text)(doc)
	},
	"name id": func(t testing.TB, doc, text string) string { return replace(t, "ada-1815", text)(doc) },
	"attribute name": func(t testing.TB, doc, text string) string {
		return replace(t, `Name="email"`, `Name="`+text+`"`)(doc)
	},
	"attribute value": func(t testing.TB, doc, text string) string {
		return replace(t, ">"+email+"<", ">"+text+"<")(doc)
	},
	"status message": func(t testing.TB, doc, text string) string {
		doc = replace(t, "status:Success", "status:Responder")(doc)
		return replace(t, "</samlp:Status>",
			"<samlp:StatusMessage>says "+text+"</samlp:StatusMessage></samlp:Status>")(doc)
	},
	"status code": func(t testing.TB, doc, text string) string {
		return replace(t, "urn:oasis:names:tc:SAML:2.0:status:Success", text)(doc)
	},
	"time": func(t testing.TB, doc, text string) string {
		return replace(t, `NotBefore="2026-03-02T09:29:30Z"`, `NotBefore="`+text+`x"`)(doc)
	},
	"version": func(t testing.TB, doc, text string) string {
		return replace(t, `Version="2.0"`, `Version="`+text+`"`)(doc)
	},
	"session": func(t testing.TB, doc, text string) string { return replace(t, "_session1", text)(doc) },
	"element": func(t testing.TB, doc, text string) string {
		return replace(t, "<samlp:Status>", `<samlp:Extensions><x xmlns="urn:x" y="`+text+`">`+text+
			`</x></samlp:Extensions><samlp:Status>`)(doc)
	},
	"canonicalization": func(t testing.TB, doc, text string) string { return doc + "\x00" + text },
}

// otherFaults make a message fail for a reason that the text has no part in.
var otherFaults = map[string]func(t *testing.T, m *made, s *saml.Settings){
	"none":     func(*testing.T, *made, *saml.Settings) {},
	"unsigned": func(_ *testing.T, m *made, _ *saml.Settings) { m.sign = "" },
	"the other part is signed": func(_ *testing.T, _ *made, s *saml.Settings) {
		s.Policy.Require = saml.ResponseSigned
	},
	"another key": func(t *testing.T, m *made, _ *saml.Settings) { m.how = signedBy(t, "rsa2048-2") },
	"none shown": func(t *testing.T, m *made, _ *saml.Settings) {
		m.how = signedBy(t, "rsa2048-2")
		m.how.shown = nil
	},
	"changed":          func(t *testing.T, m *made, _ *saml.Settings) { m.tamper = replace(t, "engines", "poets") },
	"another provider": func(_ *testing.T, _ *made, s *saml.Settings) { s.IdPEntityID = "https://idp.other.test" },
	"cut": func(_ *testing.T, m *made, _ *saml.Settings) {
		m.tamper = func(doc string) string { return doc[:len(doc)-20] }
	},
	"SHA-1": func(_ *testing.T, m *made, _ *saml.Settings) { m.how.method = rsaSHA1 },
}

// diagnosed is what a message that fails, with a text of the sender's in it, is
// told to be.
func diagnosed(t *testing.T, fault, place, text string) diagnose.Explanation {
	t.Helper()
	m, s := sound(t), settings(t)
	otherFaults[fault](t, &m, &s)
	if place == "canonicalization" {
		m.how.signedInfo = func(signedInfo string) string {
			return strings.Replace(signedInfo, `CanonicalizationMethod Algorithm="`+exclusive,
				`CanonicalizationMethod Algorithm="urn:`+text, 1)
		}
	} else {
		m.edit = func(doc string) string { return senderPlaces[place](t, doc, text) }
	}
	return diagnose.Explain(provider(t, s).Evaluate(m.input(t)), s)
}

// measures are what any change of a message changes: digests and places.
var measures = regexp.MustCompile(`[A-Za-z0-9+/]{43}=|byte \d+`)

// steered tells how a text changes what a message is told to be, beyond standing
// in the sentences itself; "" if it does not. want is what the message is told to
// be with the neutral text.
func steered(t *testing.T, want diagnose.Explanation, fault, place, text string) string {
	t.Helper()
	got := diagnosed(t, fault, place, text)
	for _, x := range []*diagnose.Explanation{&want, &got} {
		x.Engineer = measures.ReplaceAllString(x.Engineer, "#")
		x.Admin = measures.ReplaceAllString(x.Admin, "#")
	}
	switch in := func(s string) string { return strings.ReplaceAll(s, neutral, text) }; {
	case got.Cause != want.Cause || got.Class != want.Class || !slices.Equal(got.Also, want.Also):
		return fmt.Sprintf("%s, %s, also %s; want %s, %s, also %s", got.Cause, got.Class, got.Also, want.Cause,
			want.Class, want.Also)
	case got.Title != want.Title || got.Fixer != want.Fixer || got.Fix != want.Fix || got.FixLabel != in(want.FixLabel):
		return fmt.Sprintf("%q, %s, %q; want %q, %s, %q", got.Title, got.Fixer, got.FixLabel, want.Title, want.Fixer,
			in(want.FixLabel))
	case got.Engineer != in(want.Engineer) || got.Admin != in(want.Admin):
		return fmt.Sprintf("%q, %q; want %q, %q", got.Engineer, got.Admin, in(want.Engineer), in(want.Admin))
	}
	return ""
}

// What a sender writes may stand in a diagnosis, and never chooses it.
func TestSenderDoesNotSteerTheDiagnosis(t *testing.T) {
	words := steeringWords(t)
	for nth, fault := range sortedKeys(otherFaults) {
		for place := range senderPlaces {
			t.Run(fault+"/"+place, func(t *testing.T) {
				want := diagnosed(t, fault, place, neutral)
				for i, text := range words {
					if fault != "none" && (i+nth)%3 != 0 {
						continue // all words with each fault would only take longer
					}
					if how := steered(t, want, fault, place, text); how != "" {
						t.Errorf("%q: %s", text, how)
					}
				}
			})
		}
	}
}

// The same for texts put together at random out of those words.
func TestSenderDoesNotSteerByAnyText(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	words := steeringWords(t)
	faults, places := sortedKeys(otherFaults), sortedKeys(senderPlaces)
	for range 300 {
		var text []string
		for range 1 + r.IntN(3) {
			word := words[r.IntN(len(words))]
			from := r.IntN(len(word))
			text = append(text, word[from:from+1+r.IntN(min(len(word)-from, 18))])
		}
		fault, place := faults[r.IntN(len(faults))], places[r.IntN(len(places))]
		joined := "z" + strings.Join(text, " ") + "z"
		if how := steered(t, diagnosed(t, fault, place, neutral), fault, place, joined); how != "" {
			t.Fatalf("seed %d: %s, %s, %q: %s", seed, fault, place, joined, how)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
