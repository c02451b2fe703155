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
	file, cert := filepath.Join(dir, "doc.xml"), filepath.Join(dir, "cert.pem")
	check(t, os.WriteFile(file, []byte(doc), 0o600))
	block := &pem.Block{Type: "CERTIFICATE", Bytes: certificate}
	check(t, os.WriteFile(cert, pem.EncodeToMemory(block), 0o600))
	args := append([]string{"--verify", "--pubkey-cert-pem", cert}, idAttributes...)
	if out, err := exec.Command(tool, append(args, file)...).CombinedOutput(); err != nil {
		return fmt.Errorf("xmlsec1: %w\n%s", err, out)
	}
	return nil
}

// xmlsecSign lets xmlsec1 fill in the first template of a message.
func xmlsecSign(t *testing.T, tool, dir, doc string, with crypto.Signer) (string, error) {
	t.Helper()
	file, key := filepath.Join(dir, "template.xml"), filepath.Join(dir, "key.pem")
	check(t, os.WriteFile(file, []byte(doc), 0o600))
	der, err := x509.MarshalPKCS8PrivateKey(with)
	check(t, err)
	check(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	args := append([]string{"--sign", "--privkey-pem", key}, idAttributes...)
	out, err := exec.Command(tool, append(args, file)...).Output()
	if err != nil {
		return "", fmt.Errorf("xmlsec1: %w", err)
	}
	return string(out), nil
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
			`<ec:InclusiveNamespaces xmlns:ec="` + exclusive + `" PrefixList="samlp xs #default"></ec:InclusiveNamespaces>` +
			`</ds:Transform>`
		listed.content.PrefixList = "samlp xs #default"
		options[a.name+", a PrefixList"] = listed
	}
	return options
}

// TestXmlsecVerifiesWhatWeAccept: no signature is accepted that another
// implementation refuses.
func TestXmlsecVerifiesWhatWeAccept(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	for name, how := range signatureOptions(t) {
		for _, sign := range []string{"assertion", "response"} {
			m := made{sign: sign, how: how}
			m.edit = replace(t, "Lovelace", "L&#xF6;we &amp; &lt;Co&gt; \t&quot;x&quot;")
			s := settings(t)
			s.Certificates = [][]byte{certificateOf(t, keyName(t, how.key))}
			if v := provider(t, s).Evaluate(m.input(t)); !v.Accepted {
				t.Errorf("%s, %s: refused: %+v", name, sign, v.Findings)
				continue
			}
			if err := xmlsecVerify(t, tool, dir, m.xml(t), s.Certificates[0]); err != nil {
				t.Errorf("%s, %s: %v", name, sign, err)
			}
		}
	}
}

// TestWeAcceptWhatXmlsecSigns: no sound signature of another implementation is
// refused.
func TestWeAcceptWhatXmlsecSigns(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	for name, how := range signatureOptions(t) {
		if how.value != nil {
			continue // xmlsec1 writes its own line breaks
		}
		for _, sign := range []string{"assertion", "response"} {
			m := made{sign: sign, how: unsigned(how)}
			doc, err := xmlsecSign(t, tool, dir, m.xml(t), how.key)
			if err != nil {
				t.Errorf("%s, %s: %v", name, sign, err)
				continue
			}
			s := settings(t)
			s.Certificates = [][]byte{certificateOf(t, keyName(t, how.key))}
			if v := provider(t, s).Evaluate(posts(t, doc).input(t)); !v.Accepted {
				t.Errorf("%s, %s: refused: %+v\n%s", name, sign, v.Findings, doc)
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
