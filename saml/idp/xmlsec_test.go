package idp_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/saml/idp"
)

// xmlsec is an oracle that shares no code with us.
type xmlsec struct {
	path, dir string
}

func newXMLSec(t *testing.T) xmlsec {
	path, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("SKIPPED: xmlsec1 is not installed, so no signature was checked independently (apt-get install xmlsec1)")
	}
	return xmlsec{path, t.TempDir()}
}

func (x xmlsec) file(t *testing.T, name string, data []byte) string {
	path := filepath.Join(x.dir, name)
	check(t, os.WriteFile(path, data, 0o600))
	return path
}

func (x xmlsec) run(args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command(x.path, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("xmlsec1 %s: %w\n%s", strings.Join(args, " "), err, errs.Bytes())
	}
	return out.Bytes(), nil
}

// xmlMessage is one of a test, by a name.
type xmlMessage struct{ name, doc string }

func (x xmlsec) files(t *testing.T, all []xmlMessage) []string {
	var files []string
	for i, m := range all {
		files = append(files, x.file(t, fmt.Sprint(i, ".xml"), []byte(m.doc)))
	}
	return files
}

// signedElements have a signature of their own.
var signedElements = map[idp.Sign][]string{
	idp.SignAssertion: {"Assertion"}, idp.SignResponse: {"Response"}, idp.SignBoth: {"Response", "Assertion"},
}

// verify checks the signature of the response, of the assertion, or of both.
func (x xmlsec) verify(t *testing.T, doc string, cert []byte, sign idp.Sign) error {
	t.Helper()
	for _, element := range signedElements[sign] {
		if err := x.verifyAll(t, []xmlMessage{{"", doc}}, cert, element); err != nil {
			return err
		}
	}
	return nil
}

// verifyAll checks the signatures of an element in several messages, in one process: its start
// takes most of the time. It ends at the first that is not sound.
func (x xmlsec) verifyAll(t *testing.T, all []xmlMessage, cert []byte, element string) error {
	t.Helper()
	parsed, err := x509.ParseCertificate(cert)
	check(t, err)
	der, err := x509.MarshalPKIXPublicKey(parsed.PublicKey)
	check(t, err)
	key := x.file(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	_, err = x.run(append([]string{"--verify", "--pubkey-pem", key, "--enabled-key-data", "rsa,ec,key-name",
		"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response",
		"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
		"--node-xpath", "//*[local-name()='" + element + "']/*[local-name()='Signature']"}, x.files(t, all)...)...)
	return err
}

// decrypt returns the documents with their assertions in clear.
func (x xmlsec) decrypt(t *testing.T, sealed ...xmlMessage) []xmlMessage {
	t.Helper()
	out, err := x.run(append([]string{"--decrypt", "--privkey-pem", "testdata/service-provider.pem",
		"--node-xpath", "//*[local-name()='EncryptedData']"}, x.files(t, sealed)...)...)
	check(t, err)
	const declaration = "<?xml " // each document that it writes begins with one
	parts := strings.Split(string(out), declaration)[1:]
	if len(parts) != len(sealed) {
		t.Fatalf("xmlsec1 decrypted %d messages of %d", len(parts), len(sealed))
	}
	clear := make([]xmlMessage, len(parts))
	for i, part := range parts {
		clear[i] = xmlMessage{sealed[i].name, declaration + part}
	}
	return clear
}

// TestSoundVerifies: every fault that is to be accepted is sound for xmlsec1.
func TestSoundVerifies(t *testing.T) {
	x, p := newXMLSec(t), testProvider(t)
	for _, f := range idp.Faults() {
		if !f.Accept {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			doc := document(t, respond(t, p, idp.Options{Fault: f.Name, Sign: idp.SignAssertion}))
			if f.Name == "encrypted" {
				doc = x.decrypt(t, xmlMessage{f.Name, doc})[0].doc
			}
			sign, cert := idp.SignAssertion, p.Certificates(f.Needs)
			if f.Name == "response-signed" {
				sign = idp.SignResponse
			}
			check(t, x.verify(t, doc, cert[len(cert)-1], sign))
		})
	}
}

// TestAttacksVerify: the forgeries are such that the signature still verifies,
// as they would be made by someone who means it.
func TestAttacksVerify(t *testing.T) {
	x, p := newXMLSec(t), testProvider(t)
	for _, name := range []string{"signature-wrapping", "two-assertions", "comment-in-nameid", "element-in-nameid"} {
		t.Run(name, func(t *testing.T) {
			doc := document(t, respond(t, p, idp.Options{Fault: name, Sign: idp.SignAssertion}))
			check(t, x.verify(t, doc, p.Cert, idp.SignAssertion))
		})
	}
}

// TestShapesVerify: every shape, signed in every way and encrypted in every way
// that xmlsec1 knows (1.2 knows no RSA-OAEP with SHA-256), is sound for it.
func TestShapesVerify(t *testing.T) {
	x, p := newXMLSec(t), testProvider(t)
	signed := map[string][]xmlMessage{} // by the element
	var sealed []xmlMessage
	for _, shape := range idp.Shapes() {
		for sign, elements := range signedElements {
			doc := document(t, respond(t, p, idp.Options{Shape: shape.Name, Sign: sign}))
			for _, element := range elements {
				signed[element] = append(signed[element], xmlMessage{shape.Name + ", " + sign.String(), doc})
			}
		}
		for _, cipher := range ciphers {
			doc := document(t, respond(t, p, idp.Options{Shape: shape.Name, Sign: idp.SignAssertion,
				Encrypt: true, Cipher: cipher, KeyTransport: idp.OAEP}))
			sealed = append(sealed, xmlMessage{shape.Name + ", " + cipher, doc})
		}
	}
	signed["Assertion"] = append(signed["Assertion"], x.decrypt(t, sealed...)...)
	for element, all := range signed {
		if x.verifyAll(t, all, p.Cert, element) == nil {
			continue
		}
		for _, m := range all { // which of them is it
			if err := x.verifyAll(t, []xmlMessage{m}, p.Cert, element); err != nil {
				t.Errorf("%s: %v", m.name, err)
			}
		}
	}
}

var ciphers = []string{idp.AES128CBC, idp.AES256CBC, idp.AES128GCM, idp.AES256GCM}
