package saml_test

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// xmlsec1 is the independent judge of signatures. The tests that ask it are
// skipped, loudly, where it is not installed.
func xmlsec1(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("SKIPPED: xmlsec1 is not installed (Debian: apt-get install xmlsec1)")
	}
	return path
}

// idAttributes tell xmlsec1 what the schema says of IDs.
var idAttributes = []string{
	"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response",
	"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
}

// xmlsecVerify returns what xmlsec1 has against the first signature of a message.
func xmlsecVerify(t *testing.T, tool, dir, doc string, certificate []byte) error {
	t.Helper()
	return xmlsecVerifyAll(t, tool, dir, []string{doc}, certificate)
}

// xmlsecVerifyAll does so of several messages in one process, for the start takes as long as
// a hundred of them. It ends at the first that xmlsec1 refuses.
func xmlsecVerifyAll(t *testing.T, tool, dir string, docs []string, certificate []byte) error {
	t.Helper()
	cert := filepath.Join(dir, "cert.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: certificate}
	check(t, os.WriteFile(cert, pem.EncodeToMemory(block), 0o600))
	args := append([]string{"--verify", "--enabled-key-data", "x509,rsa,ecdsa,raw-x509-cert", "--pubkey-cert-pem",
		cert}, idAttributes...)
	out, err := exec.Command(tool, append(args, xmlFiles(t, dir, docs)...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("xmlsec1: %w\n%s", err, out)
	}
	if sound := strings.Count("\n"+string(out), "\nOK\n"); sound != len(docs) {
		return fmt.Errorf("xmlsec1 verified %d messages of %d:\n%s", sound, len(docs), out)
	}
	return nil
}

// xmlFiles writes documents for xmlsec1 to read.
func xmlFiles(t *testing.T, dir string, docs []string) []string {
	t.Helper()
	files := make([]string, len(docs))
	for i, doc := range docs {
		files[i] = filepath.Join(dir, fmt.Sprint(i, ".xml"))
		check(t, os.WriteFile(files[i], []byte(doc), 0o600))
	}
	return files
}

// xmlMessage is a message of a test.
type xmlMessage struct{ name, doc string }

// verifiesEach fails for each of the messages that xmlsec1 refuses.
func verifiesEach(t *testing.T, tool, dir string, all []xmlMessage, certificate []byte) {
	t.Helper()
	docs := make([]string, len(all))
	for i, m := range all {
		docs[i] = m.doc
	}
	if xmlsecVerifyAll(t, tool, dir, docs, certificate) == nil {
		return
	}
	for _, m := range all {
		if err := xmlsecVerify(t, tool, dir, m.doc, certificate); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}

// xmlsecSign lets xmlsec1 fill in the first template of each message, in one process.
func xmlsecSign(t *testing.T, tool, dir string, docs []string, with crypto.Signer) []string {
	t.Helper()
	key := filepath.Join(dir, "key.pem")
	der, err := x509.MarshalPKCS8PrivateKey(with)
	check(t, err)
	check(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	args := append([]string{"--sign", "--privkey-pem", key}, idAttributes...)
	out, err := exec.Command(tool, append(args, xmlFiles(t, dir, docs)...)...).Output()
	check(t, err)
	const declaration = "<?xml " // each document that it writes begins with one
	signed := strings.Split(string(out), declaration)[1:]
	if len(signed) != len(docs) {
		t.Fatalf("xmlsec1 signed %d messages of %d", len(signed), len(docs))
	}
	for i := range signed {
		signed[i] = declaration + signed[i]
	}
	return signed
}

// signatureOptions are the ways to sign that both sides have to agree on.
func signatureOptions(t *testing.T) map[string]signing {
	options := map[string]signing{}
	for _, a := range []struct{ name, key, method, digest string }{
		{"rsa-sha256", "rsa2048-1", rsaSHA256, sha256URI},
		{"rsa-sha384", "rsa2048-1", moreURI + "rsa-sha384", sha384URI},
		{"rsa-sha512", "rsa2048-1", moreURI + "rsa-sha512", sha512URI},
		{"ecdsa-sha256", "p256", moreURI + "ecdsa-sha256", sha256URI},
		{"ecdsa-sha384", "p384", moreURI + "ecdsa-sha384", sha384URI},
		{"ecdsa-sha512", "p521", moreURI + "ecdsa-sha512", sha512URI},
	} {
		how := signedBy(t, a.key)
		how.method, how.digest = a.method, a.digest
		options[a.name] = how

		bare := how
		bare.shown = nil
		options[a.name+", no KeyInfo"] = bare

		broken := how
		broken.value = func(b []byte) string {
			v := base64.StdEncoding.EncodeToString(b)
			return "\n\t" + v[:20] + "\n  " + v[20:] + "\n"
		}
		options[a.name+", blanks in the value"] = broken

		chain := how
		chain.shown = append(chain.shown, certificateOf(t, "rsa2048-2"))
		options[a.name+", two certificates"] = chain

		listed := how
		listed.transforms = transform(enveloped) + `<ds:Transform Algorithm="` + exclusive + `">` +
			`<ec:InclusiveNamespaces xmlns:ec="` + exclusive + `" PrefixList="samlp xs #default">` +
			`</ec:InclusiveNamespaces></ds:Transform>`
		listed.content.PrefixList = "samlp xs #default"
		options[a.name+", a PrefixList"] = listed
	}
	return options
}

// TestXmlsecVerifiesWhatWeAccept: no signature is accepted that another
// implementation refuses.
func TestXmlsecVerifiesWhatWeAccept(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	accepted := map[string][]xmlMessage{} // by the name of the key
	for name, how := range signatureOptions(t) {
		for _, sign := range []string{"assertion", "response"} {
			m := made{sign: sign, how: how}
			m.edit = replace(t, "Lovelace", "L&#xF6;we &amp; &lt;Co&gt; \t&quot;x&quot;")
			s, key := settings(t), keyName(t, how.key)
			s.Certificates = [][]byte{certificateOf(t, key)}
			if v := provider(t, s).Evaluate(m.input(t)); !v.Accepted {
				t.Errorf("%s, %s: refused: %+v", name, sign, v.Findings)
				continue
			}
			accepted[key] = append(accepted[key], xmlMessage{name + ", " + sign, m.xml(t)})
		}
	}
	for key, all := range accepted {
		verifiesEach(t, tool, dir, all, certificateOf(t, key))
	}
}

// TestWeAcceptWhatXmlsecSigns: no sound signature of another implementation is
// refused.
func TestWeAcceptWhatXmlsecSigns(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	names, templates := map[string][]string{}, map[string][]string{} // by the name of the key
	for name, how := range signatureOptions(t) {
		if how.value != nil {
			continue // xmlsec1 writes its own line breaks
		}
		for _, sign := range []string{"assertion", "response"} {
			m, key := made{sign: sign, how: unsigned(how)}, keyName(t, how.key)
			names[key] = append(names[key], name+", "+sign)
			templates[key] = append(templates[key], m.xml(t))
		}
	}
	for key := range templates {
		s := settings(t)
		s.Certificates = [][]byte{certificateOf(t, key)}
		for i, doc := range xmlsecSign(t, tool, dir, templates[key], testKey(t, key)) {
			if v := provider(t, s).Evaluate(posts(t, doc).input(t)); !v.Accepted {
				t.Errorf("%s: refused: %+v\n%s", names[key][i], v.Findings, doc)
			}
		}
	}
}

// unsigned is a signature that is still to be made.
func unsigned(how signing) signing {
	how.value = func([]byte) string { return "" }
	how.signedInfo = func(s string) string { return emptied(s, "ds:DigestValue") }
	return how
}

// emptied takes the text out of an element.
func emptied(doc, name string) string {
	start, end := strings.Index(doc, "<"+name+">")+len(name)+2, strings.Index(doc, "</"+name+">")
	return doc[:start] + doc[end:]
}

// keyName finds the fixture that a key came from.
func keyName(t *testing.T, key crypto.Signer) string {
	t.Helper()
	for _, name := range []string{"rsa2048-1", "p256", "p384", "p521"} {
		if testKey(t, name) == key {
			return name
		}
	}
	t.Fatal("a key of no fixture")
	return ""
}
