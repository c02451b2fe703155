package saml_test

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/xmldoc"
)

// probe is one message: an attack, named after its rule, with the causes of
// which one must be the root; or, without causes, an unusual message that is
// sound and must be accepted.
type probe struct {
	name     string
	causes   []saml.Cause
	class    saml.Class // "" for the usual one of the cause, "any" for any
	made     made
	with     func(s *saml.Settings)
	input    func(in *saml.Input)
	engineer string // in the explanation, if that matters
	user     string // the NameID expected of a sound one; "" for the usual one
}

func (p probe) run(t *testing.T) {
	s := settings(t)
	if p.with != nil {
		p.with(&s)
	}
	in := p.made.input(t)
	if p.input != nil {
		p.input(&in)
	}
	sp := provider(t, s)
	v := sp.Evaluate(in)
	consistent(t, v)
	why := diagnose.Explain(v, s)
	if m, err := saml.Decode(in.Post); err == nil {
		sp.Decrypt(m.XML)
	}
	root := v.Root()
	// E7: of what an encrypted assertion decrypts to, the outside learns nothing
	// unless a configured key vouches for it.
	if v.Seen.Encrypted && !v.Verified && v.Outward() != saml.DecryptionFailed {
		t.Errorf("the outside is told %q of a message that nobody vouches for", v.Outward())
	}
	if p.causes == nil {
		user := p.user
		if user == "" {
			user = "ada-1815"
		}
		if !v.Accepted {
			t.Errorf("a sound message is refused: %s (%s)\n%+v", root.Cause, why.Engineer, v.Findings)
			return
		}
		if v.Profile.NameID != user {
			t.Errorf("NameID %q, want %q", v.Profile.NameID, user)
		}
		// P15: once the replay cache forgets a message, nothing else may let
		// it in again. The request is taken to be new, as it would be to a
		// store that has forgotten it too.
		in.Now = v.Replay[0].Until
		in.Requests = saml.Requests{}
		for _, id := range provider(t, s).Read(in.Post).Requests() {
			in.Requests.Pending = append(in.Requests.Pending, only(id, in.Now).Pending...)
		}
		s.Policy.IgnoreExpiry = true
		if again := provider(t, s).Evaluate(in); again.Accepted {
			t.Errorf("accepted again at %v, when its replay keys are forgotten", in.Now)
		}
		return
	}
	class := p.class
	if class == "" {
		class = root.Cause.Class()
	} else if class == "any" {
		class = root.Class
	}
	switch {
	case v.Accepted:
		t.Errorf("ACCEPTED, as %+v", *v.Profile)
	case root.Class == "" || root.Class != class || !slices.Contains(p.causes, root.Cause):
		t.Errorf("root %q (%s), want one of %q (%s): %s", root.Cause, root.Class, p.causes, class,
			v.Checks[root.Check].Detail)
	case strings.ContainsFunc(why.Title+why.Engineer+why.Admin+why.Difference+why.FixLabel, func(r rune) bool {
		return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
	}):
		t.Errorf("the explanation holds characters that are not seen: %q %q %q", why.Engineer,
			why.Admin, why.Difference)
	case !strings.Contains(why.Engineer, p.engineer):
		t.Errorf("explained as %q, want %q in it", why.Engineer, p.engineer)
	case why.Title == "" || why.Engineer == "" || why.Admin == "":
		t.Errorf("not explained: %+v", why)
	}
}

// TestProbes: nothing is accepted that the identity provider did not sign and
// mean, and each refusal names what is wrong.
func TestProbes(t *testing.T) {
	attacks, sounds := 0, 0
	for _, family := range []struct {
		name string
		make func(*testing.T) []probe
	}{
		{"wrapping", probeWrapping}, {"ids", probeIDs}, {"namespaces", probeNamespaces}, {"repeats", probeRepeats},
		{"text", probeText}, {"encodings", probeEncodings}, {"transport", probeTransport},
		{"algorithms", probeAlgorithms}, {"keys", probeKeys}, {"signature", probeSignature},
		{"encryption", probeEncryption}, {"time", probeTime}, {"requests", probeRequests}, {"message", probeMessage},
		{"attributes", probeAttributes}, {"email", probeEmail}, {"limits", probeLimits}, {"sound", probeSound},
	} {
		t.Run(family.name, func(t *testing.T) {
			for _, p := range family.make(t) {
				if p.causes == nil {
					sounds++
				} else {
					attacks++
				}
				t.Run(p.name, p.run)
			}
		})
	}
	t.Logf("%d attacks, %d sound messages", attacks, sounds)
}

// trimmed is a message in which a value has white space around what is right,
// and is sound; any other value is an attack (P4).
func (l *list) trimmed(name string, m made, value string, causes ...saml.Cause) {
	switch strings.Trim(strings.ReplaceAll(value, "&#10;", "\n"), " \t\r\n") {
	case acsURL, idpEntityID, entityID, "urn:oasis:names:tc:SAML:2.0:status:Success":
		l.sound(strings.Replace(name, " ", " trimmed ", 1), m)
	default:
		l.attack(name, m, causes...)
	}
}

// list collects probes.
type list struct {
	t   *testing.T
	all []probe
}

func (l *list) attack(name string, m made, expected ...saml.Cause) *probe {
	l.all = append(l.all, probe{name: name, made: m, causes: expected})
	return &l.all[len(l.all)-1]
}

func (l *list) sound(name string, m made) *probe {
	l.all = append(l.all, probe{name: name, made: m})
	return &l.all[len(l.all)-1]
}

// modes are the ways to protect a message.
func modes(t *testing.T) map[string]made {
	all := map[string]made{}
	for _, sign := range []string{"assertion", "response", "both"} {
		for _, data := range []string{"", aes256GCM, aes256CBC} {
			m := sound(t)
			m.sign = sign
			name := sign + " signed"
			if data != "" {
				m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
				m.encrypt.data = data
				name += ", " + data[len(data)-3:]
			}
			all[name] = m
		}
	}
	return all
}

func edits(t *testing.T, old, new string) made {
	m := sound(t)
	m.edit = replace(t, old, new)
	return m
}

func tampers(t *testing.T, old, new string) made {
	m := sound(t)
	m.tamper = replace(t, old, new)
	return m
}

// inAssertion edits the assertion, not the response around it.
func inAssertion(t *testing.T, old, new string) made {
	m, s := sound(t), saml.Settings{}
	inside(old, new)(t, &m, &s)
	return m
}

func seal(t *testing.T, doc string, key crypto.Signer, method string) string {
	t.Helper()
	return sealWith(t, doc, key, method, sha256URI)
}

// sealWith fills in the signatures whose DigestValue is empty, the innermost
// first. The C14N of each is what its text says, without a PrefixList.
func sealWith(t *testing.T, doc string, key crypto.Signer, method, digest string) string {
	t.Helper()
	const dsig = "http://www.w3.org/2000/09/xmldsig#"
	for {
		var d xmldoc.Doc
		check(t, d.Parse([]byte(doc), xmldoc.Limits{}))
		sig := xmldoc.None
		for n := range d.Find(d.Root(), dsig, "Signature") {
			info := d.Child(n, dsig, "SignedInfo")
			if len(d.Text(d.Child(d.Child(info, dsig, "Reference"), dsig, "DigestValue"))) == 0 {
				sig = n
			}
		}
		if sig == xmldoc.None {
			return doc
		}
		info := d.Child(sig, dsig, "SignedInfo")
		reference := d.Child(info, dsig, "Reference")
		c14n := func(n xmldoc.Node) xmldoc.C14N {
			c := xmldoc.C14N{Exclusive: true}
			if child := d.First(n); child != xmldoc.None {
				list, _ := d.Attr(child, "", "PrefixList")
				c.PrefixList = string(list)
			}
			return c
		}
		transforms := d.Child(reference, dsig, "Transforms")
		c := c14n(d.Next(d.First(transforms)))
		c.Skip = sig
		octets, err := d.Canonical(nil, d.Parent(sig), c)
		check(t, err)
		h := hashOf(digest)
		h.Write(octets)
		at, _ := d.TextSpan(d.Child(reference, dsig, "DigestValue"))
		doc = doc[:at] + base64.StdEncoding.EncodeToString(h.Sum(nil)) + doc[at:]
		check(t, d.Parse([]byte(doc), xmldoc.Limits{}))
		octets, err = d.Canonical(nil, info, c14n(d.First(info)))
		check(t, err)
		at, _ = d.TextSpan(d.Child(sig, dsig, "SignatureValue"))
		how := signing{key: key, method: method}
		doc = doc[:at] + base64.StdEncoding.EncodeToString(how.sign(t, octets)) + doc[at:]
	}
}

// TestProbesShareNothing: one service provider judges all messages, in any
// order and at once, as a fresh one judges each.
func TestProbesShareNothing(t *testing.T) {
	type judged struct {
		name string
		in   saml.Input
		want string
	}
	verdict := func(sp *saml.ServiceProvider, in saml.Input) string {
		v, err := json.Marshal(sp.Evaluate(in))
		check(t, err)
		return string(v)
	}
	var all []judged
	for _, family := range []func(*testing.T) []probe{probeWrapping, probeIDs, probeNamespaces, probeRepeats, probeText,
		probeEncryption, probeAttributes, probeSound} {
		for _, p := range family(t) {
			if p.with != nil {
				continue
			}
			in := p.made.input(t)
			all = append(all, judged{p.name, in, verdict(provider(t, settings(t)), in)})
		}
	}
	sp := provider(t, settings(t))
	var group sync.WaitGroup
	for worker := range 3 {
		group.Go(func() {
			order := mathrand.New(mathrand.NewPCG(1, uint64(worker))).Perm(len(all))
			for _, i := range order {
				if got := verdict(sp, all[i].in); got != all[i].want {
					t.Errorf("%s:\n%s\n%s", all[i].name, got, all[i].want)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d messages", len(all))
}

// TestProbesXmlsec: what is accepted, xmlsec1 verifies too.
func TestProbesXmlsec(t *testing.T) {
	tool := xmlsec1(t)
	var all []xmlMessage
	for _, family := range []func(*testing.T) []probe{probeIDs, probeNamespaces, probeRepeats, probeText,
		probeLimits, probeSound} {
		for _, p := range family(t) {
			if p.causes != nil || p.made.encrypt != nil || p.with != nil || strings.HasPrefix(p.name, "X11 bytes") {
				continue
			}
			all = append(all, xmlMessage{p.name, p.made.xml(t)})
		}
	}
	verifiesEach(t, tool, t.TempDir(), all, certificateOf(t, "rsa2048-1"))
	t.Logf("%d messages", len(all))
}
