package idp_test

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
)

// entry is one line of testdata/corpus.json: a stored message and what has to
// be said of it. -update writes the messages and the two values again; class,
// cause and fixer come from the fault maker's own table, never from a verdict.
type entry struct {
	Number   int            `json:"number,omitempty"`
	Name     string         `json:"name"`
	Accept   bool           `json:"accept,omitempty"`
	Class    saml.Class     `json:"class,omitempty"`
	Cause    saml.Cause     `json:"cause,omitempty"`
	Fixer    diagnose.Fixer `json:"fixer,omitempty"`
	Expected string         `json:"expected,omitempty"`
	Received string         `json:"received,omitempty"`
}

func (e entry) file() string {
	return filepath.Join("testdata", "messages", fmt.Sprintf("%02d-%s.form", e.Number, e.Name))
}

func corpus(t testing.TB) []entry {
	t.Helper()
	data, err := os.ReadFile("testdata/corpus.json")
	check(t, err)
	var entries []entry
	check(t, json.Unmarshal(data, &entries))
	return entries
}

// rootCause is the entry without the two values.
func (e entry) rootCause() entry {
	e.Expected, e.Received = "", ""
	return e
}

// expectation is the entry of a fault, without the two values.
func expectation(f idp.Fault) entry {
	return entry{Number: f.Number, Name: f.Name, Accept: f.Accept, Class: f.Class, Cause: f.Cause, Fixer: f.Fixer}
}

// TestCorpus judges every stored message and tells in how many of the fault
// list the root cause is right.
func TestCorpus(t *testing.T) {
	p := testProvider(t)
	if *update {
		writeCorpus(t, p)
	}
	wrong := map[int]bool{}
	for _, want := range corpus(t) {
		t.Run(want.Name, func(t *testing.T) {
			body, err := os.ReadFile(want.file())
			check(t, err)
			fault, ok := idp.Lookup(want.Name)
			if !ok {
				t.Fatal("there is no such fault")
			}
			got := judge(t, p, fault, body)
			if got != want {
				t.Errorf("judged wrongly\n got %+v\nwant %+v", got, want)
			}
			if got.rootCause() != want.rootCause() {
				wrong[want.Number] = true
			}
		})
	}
	delete(wrong, 0) // the scenarios are not in the list
	fmt.Printf("faults corpus: root cause right: %d of %d\n", listed-len(wrong), listed)
}

// listed is the length of the fault list.
const listed = 44

// TestCorpusIsComplete: the corpus holds all faults, in the order of the list,
// and says of each what the fault maker's table says.
func TestCorpusIsComplete(t *testing.T) {
	entries, faults := corpus(t), idp.Faults()
	if len(entries) != len(faults) {
		t.Fatalf("%d entries for %d faults", len(entries), len(faults))
	}
	numbers := map[int]bool{}
	for i, f := range faults {
		numbers[f.Number] = true
		if got, want := entries[i].rootCause(), expectation(f); got != want {
			t.Errorf("entry %d\n got %+v\nwant %+v", i, got, want)
		}
		if f.Expected != "" && entries[i].Expected == "" || f.Received != "" && entries[i].Received == "" {
			t.Errorf("%s: should tell expected (%s) and received (%s): %+v", f.Name, f.Expected, f.Received, entries[i])
		}
	}
	for n := 1; n <= listed; n++ {
		if !numbers[n] {
			t.Errorf("fault %d of the list is missing", n)
		}
	}
}

// TestFaultsInAllShapes: the cause does not depend on whose responses the
// message looks like, nor on what is signed.
func TestFaultsInAllShapes(t *testing.T) {
	p := testProvider(t)
	for _, shape := range idp.Shapes() {
		for _, sign := range []idp.Sign{idp.SignAssertion, idp.SignResponse, idp.SignBoth} {
			t.Run(shape.Name+"/"+sign.String(), func(t *testing.T) {
				for _, f := range idp.Faults() {
					form := respond(t, p, idp.Options{Fault: f.Name, Shape: shape.Name, Sign: sign})
					got := judge(t, p, f, form.Body())
					if got.Accept != f.Accept || got.Class != f.Class || got.Cause != f.Cause {
						t.Errorf("%s: got %v %q, want %v %q", f.Name, got.Class, got.Cause, f.Class, f.Cause)
					}
				}
			})
		}
	}
}

// TestEncryptedInAllShapes: what is encrypted, in each of the ways, is accepted.
func TestEncryptedInAllShapes(t *testing.T) {
	p := testProvider(t)
	sound, _ := idp.Lookup("none")
	for _, shape := range idp.Shapes() {
		for _, cipher := range ciphers {
			for _, transport := range []string{idp.OAEP, idp.OAEP256} {
				form := respond(t, p, idp.Options{Shape: shape.Name, Encrypt: true, Cipher: cipher,
					KeyTransport: transport})
				if got := judge(t, p, sound, form.Body()); !got.Accept {
					t.Errorf("%s, %s, %s: %+v", shape.Name, cipher, transport, got)
				}
			}
		}
	}
}

// judge has a service provider look at a message as long as its fault says, and
// returns what it says of it in the end.
func judge(t testing.TB, p *idp.Provider, f idp.Fault, body []byte) entry {
	t.Helper()
	key, _ := serviceProvider(t)
	settings := p.Settings(f, saml.Settings{
		EntityID: entityID, ACSURL: acsURL, ConnectionID: "conn_01jnb2v3w4", ConnectionType: "GenericSAML",
		Policy: saml.DefaultPolicy(), Domains: []string{domain},
	})
	sp := saml.New(settings, []*rsa.PrivateKey{key})
	pending := saml.Pending{ID: requestID, ConnectionID: settings.ConnectionID, IssuedAt: now.Add(-20 * time.Second),
		Asked: settings.Requests}
	in := saml.Input{
		Post: saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
			Size: int64(len(body))},
		Now: now,
	}
	in.Requests.Pending = []saml.Pending{pending}
	for _, id := range sp.Read(in.Post).Requests() {
		if !strings.HasPrefix(id, "_") {
			in.Requests.NeverOurs = append(in.Requests.NeverOurs, id)
		}
	}
	v := sp.Evaluate(in)
	if f.Cause == saml.Replay {
		if !v.Accepted {
			t.Errorf("the first of two was refused: %+v", v.Root())
		}
		in.Requests.Pending[0].Answered = true
		v = sp.Evaluate(in)
		if v.Accepted {
			v.Replayed("sess_01jnb2v3w4")
		}
	}
	got := entry{Number: f.Number, Name: f.Name, Accept: v.Accepted}
	if !v.Accepted {
		x := diagnose.Explain(v, settings)
		got.Class, got.Cause, got.Fixer, got.Expected, got.Received = x.Class, x.Cause, x.Fixer, x.Expected, x.Received
	}
	return got
}

// writeCorpus makes the messages of the corpus with the randomness of a seed, so
// that making them again changes what has changed, and notes the two values
// that are told of each.
func writeCorpus(t *testing.T, p *idp.Provider) {
	cryptotest.SetGlobalRandom(t, 1)
	check(t, os.MkdirAll("testdata/messages", 0o755))
	var lines [][]byte
	for _, f := range idp.Faults() {
		body := respond(t, p, idp.Options{Fault: f.Name}).Body()
		e, got := expectation(f), judge(t, p, f, body)
		e.Expected, e.Received = got.Expected, got.Received
		check(t, os.WriteFile(e.file(), body, 0o644))
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		check(t, enc.Encode(e))
		lines = append(lines, bytes.TrimSpace(line.Bytes()))
	}
	file := append([]byte("[\n"), bytes.Join(lines, []byte(",\n"))...)
	check(t, os.WriteFile("testdata/corpus.json", append(file, "\n]\n"...), 0o644))
}
