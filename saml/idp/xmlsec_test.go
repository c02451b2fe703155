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

// verify checks the signature of the response, of the assertion, or of both.
func (x xmlsec) verify(t *testing.T, doc string, cert []byte, sign idp.Sign) error {
	t.Helper()
	parsed, err := x509.ParseCertificate(cert)
	check(t, err)
	der, err := x509.MarshalPKIXPublicKey(parsed.PublicKey)
	check(t, err)
	key := x.file(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	file := x.file(t, "doc.xml", []byte(doc))
	names := map[idp.Sign][]string{
		idp.SignAssertion: {"Assertion"}, idp.SignResponse: {"Response"}, idp.SignBoth: {"Response", "Assertion"},
	}
	for _, name := range names[sign] {
		_, err := x.run("--verify", "--pubkey-pem", key, "--enabled-key-data", "rsa,ec,key-name",
			"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response",
			"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
			"--node-xpath", "//*[local-name()='"+name+"']/*[local-name()='Signature']", file)
		if err != nil {
			return err
		}
	}
	return nil
}

// decrypt returns the document with its assertion in clear.
func (x xmlsec) decrypt(t *testing.T, doc string) string {
	t.Helper()
	out, err := x.run("--decrypt", "--privkey-pem", "testdata/service-provider.pem",
		"--node-xpath", "//*[local-name()='EncryptedData']", x.file(t, "sealed.xml", []byte(doc)))
	check(t, err)
	return string(out)
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
				doc = x.decrypt(t, doc)
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
	for _, shape := range idp.Shapes() {
		for _, sign := range []idp.Sign{idp.SignAssertion, idp.SignResponse, idp.SignBoth} {
			t.Run(shape.Name+"/"+sign.String(), func(t *testing.T) {
				doc := document(t, respond(t, p, idp.Options{Shape: shape.Name, Sign: sign}))
				check(t, x.verify(t, doc, p.Cert, sign))
			})
		}
		for _, cipher := range ciphers {
			t.Run(shape.Name+"/"+cipher, func(t *testing.T) {
				doc := document(t, respond(t, p, idp.Options{Shape: shape.Name, Sign: idp.SignAssertion,
					Encrypt: true, Cipher: cipher, KeyTransport: idp.OAEP}))
				check(t, x.verify(t, x.decrypt(t, doc), p.Cert, idp.SignAssertion))
			})
		}
	}
}

var ciphers = []string{idp.AES128CBC, idp.AES256CBC, idp.AES128GCM, idp.AES256GCM}
