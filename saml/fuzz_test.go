package saml_test

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"gatehouse/saml"
)

// splice cuts some bytes out of a document and puts others in their place.
func splice(doc string, at, cut uint16, insert string) string {
	from := int(at) % (len(doc) + 1)
	to := min(from+int(cut), len(doc))
	return doc[:from] + insert + doc[to:]
}

// FuzzEvaluate changes a sound, signed message in two places. It must not
// panic, and if it is accepted all the same it must say what it said before:
// whatever changes the signed part is refused.
func FuzzEvaluate(f *testing.F) {
	var docs []string
	for _, sign := range []string{"assertion", "response", "both"} {
		m := sound(f)
		m.sign = sign
		docs = append(docs, m.xml(f))
	}
	sp := provider(f, settings(f))
	want := sp.Evaluate(sound(f).input(f)).Profile
	for which, doc := range docs {
		for _, old := range []string{"ada-1815", "<saml:Subject>", "<ds:Signature ", "</ds:SignedInfo>",
			"<ds:DigestValue>", "_assertion1", "</samlp:Response>", requestID, entityID} {
			at := uint16(strings.Index(doc, old))
			f.Add(uint8(which), at, uint16(0), "<!---->", uint16(0), uint16(0), "")
			f.Add(uint8(which), at, uint16(len(old)), evilAssertion, uint16(7), uint16(1), "x")
			f.Add(uint8(which), at, uint16(0), `<saml:Advice xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`,
				at+40, uint16(3), "</saml:Advice>")
			f.Add(uint8(which), at, uint16(0), " ", at+1, uint16(0), "&#x20;")
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, at, cut uint16, insert string, at2, cut2 uint16, insert2 string) {
		doc := splice(splice(docs[int(which)%len(docs)], at, cut, insert), at2, cut2, insert2)
		body := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(doc)))
		v := sp.Evaluate(saml.Input{Post: formPost([]byte(body)), Now: now, Requests: requests()})
		consistent(t, v)
		if v.Accepted && !reflect.DeepEqual(v.Profile, want) {
			t.Errorf("accepted with another profile\n got %+v\nwant %+v\n%s", v.Profile, want, doc)
		}
	})
}

// FuzzForm holds the form decoder against net/url and encoding/base64: what it
// reads, they read too, and what they read without any doubt, it reads.
func FuzzForm(f *testing.F) {
	good := base64.StdEncoding.EncodeToString([]byte(soundResponse))
	for _, s := range []string{
		"SAMLResponse=" + url.QueryEscape(good), "SAMLResponse=" + good, "SAMLResponse=PA%3D%3D&RelayState=x%20y+z",
		"a=b&SAMLResponse=PA==", "SAML%52esponse=PA==", "SAMLResponse=PA==&SAMLResponse=PA==",
		"SAMLResponse=P%0A%0DA%3d=", "SAMLResponse=%", "SAMLResponse=%zz", "SAMLResponse=PA=&", "&&=&",
		"SAMLResponse=PH++Jlc+3Bvb", "SAMLResponse=PA===", "SAMLResponse;=PA==",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := bytes.Clone(body)
		m, err := saml.Decode(formPost(body))
		if !bytes.Equal(body, before) {
			t.Fatal("the body was changed")
		}
		values, parseErr := url.ParseQuery(string(body))
		if parseErr != nil || bytes.ContainsRune(body, ';') {
			return // net/url refuses the whole form for one bad pair
		}
		all := values["SAMLResponse"]
		std, stdErr := base64.StdEncoding.DecodeString(strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n",
			"").Replace(values.Get("SAMLResponse")))
		switch {
		case err == nil && (len(all) != 1 || stdErr != nil || !bytes.Equal(std, m.XML)):
			t.Errorf("decoded %q, net/url and encoding/base64 say %q (%v), %d parameters", m.XML, std, stdErr, len(all))
		case err == nil && len(m.RelayState) < 1<<10 && m.RelayState != values.Get("RelayState"):
			t.Errorf("RelayState %q, net/url says %q", m.RelayState, values.Get("RelayState"))
		case err != nil && len(all) == 1 && len(values["RelayState"]) < 2 && stdErr == nil &&
			bytes.HasPrefix(std, []byte("<")) && !bytes.ContainsRune(body, '+'):
			t.Errorf("refused %q: %v", body, err)
		}
	})
}

// FuzzDecrypt changes an encrypted message in its encrypted part, and in its
// plaintext before it is encrypted.
func FuzzDecrypt(f *testing.F) {
	key := decryptionKey(f)
	sp := provider(f, settings(f))
	want := sp.Evaluate(sound(f).input(f)).Profile
	m := sound(f)
	m.encrypt = encryptedTo(&key.PublicKey)
	doc := m.xml(f)
	start := strings.Index(doc, "<saml:EncryptedAssertion")
	for _, old := range []string{"<xenc:EncryptedData", "<xenc:CipherValue>", "</xenc:CipherValue>", "<ds:KeyInfo",
		"Algorithm=", "</saml:EncryptedAssertion>"} {
		at := uint16(strings.Index(doc[start:], old))
		f.Add(false, at, uint16(0), "x")
		f.Add(false, at, uint16(len(old)), "")
	}
	f.Add(true, uint16(0), uint16(1), "")
	f.Add(true, uint16(100), uint16(0), "<!---->")
	f.Add(true, uint16(65535), uint16(0), evilAssertion)
	f.Fuzz(func(t *testing.T, inside bool, at, cut uint16, insert string) {
		var changed string
		if inside {
			m := sound(t)
			m.encrypt = encryptedTo(&key.PublicKey)
			m.encrypt.plaintext = func(p string) string { return splice(p, at, cut, insert) }
			changed = m.xml(t)
		} else {
			changed = doc[:start] + splice(doc[start:], at, cut, insert)
		}
		sp.Decrypt([]byte(changed))
		v := sp.Evaluate(posts(t, changed).input(t))
		consistent(t, v)
		if v.Accepted && !reflect.DeepEqual(v.Profile, want) {
			t.Errorf("accepted with another profile: %+v", v.Profile)
		}
	})
}
