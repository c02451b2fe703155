package saml_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gatehouse/saml"
)

// pssJudge decides about RSA-PSS without our code: xmllint writes the octets of
// SignedInfo, and openssl signs and verifies them. The xmlsec1 that Debian has
// knows no PSS.
type pssJudge struct {
	dir    string
	octets map[string][]byte // of each SignedInfo that was canonicalized
}

func newPSSJudge(t *testing.T) pssJudge {
	t.Helper()
	for tool, pkg := range map[string]string{"openssl": "openssl", "xmllint": "libxml2-utils"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: %s is not installed, so RSA-PSS was NOT compared (Debian: apt-get install %s)", tool, pkg)
		}
	}
	return pssJudge{t.TempDir(), map[string][]byte{}}
}

func (j pssJudge) file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(j.dir, name)
	check(t, os.WriteFile(path, content, 0o600))
	return path
}

// signedInfo is the canonical form of the SignedInfo in a message. xmllint
// canonicalizes whole documents, so SignedInfo is made one, with the namespaces
// that are in scope where it stands.
func (j pssJudge) signedInfo(t *testing.T, doc string) []byte {
	t.Helper()
	const tag = "<ds:SignedInfo"
	_, inner, _ := strings.Cut(doc, tag)
	inner, _, found := strings.Cut(inner, "</ds:SignedInfo>")
	if !found {
		t.Fatalf("the message holds no SignedInfo: %s", doc)
	}
	alone := tag + ` xmlns:ds="http://www.w3.org/2000/09/xmldsig#"` +
		` xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` +
		` xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"` + inner + "</ds:SignedInfo>"
	if j.octets[alone] == nil {
		octets, err := exec.Command("xmllint", "--exc-c14n", j.file(t, "signedinfo.xml", []byte(alone))).Output()
		check(t, err)
		j.octets[alone] = octets
	}
	return j.octets[alone]
}

// pssParameters are what openssl is told of a signature.
type pssParameters struct{ hash, mask, salt string }

func (p pssParameters) options() []string {
	return []string{
		"-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_mgf1_md:" + p.mask, "-sigopt", "rsa_pss_saltlen:" + p.salt,
	}
}

func (j pssJudge) sign(t *testing.T, key crypto.Signer, p pssParameters, octets []byte) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	check(t, err)
	private := j.file(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	args := append([]string{"dgst", "-" + p.hash, "-sign", private}, p.options()...)
	out, err := exec.Command("openssl", append(args, j.file(t, "octets", octets))...).Output()
	check(t, err)
	return out
}

func (j pssJudge) verifies(t *testing.T, key crypto.Signer, p pssParameters, octets, value []byte) bool {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	check(t, err)
	public := j.file(t, "public.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	args := []string{"dgst", "-" + p.hash, "-verify", public, "-signature", j.file(t, "value", value)}
	args = append(args, p.options()...)
	out, err := exec.Command("openssl", append(args, j.file(t, "octets", octets))...).CombinedOutput()
	accepted, refused := bytes.Contains(out, []byte("Verified OK")), bytes.Contains(out, []byte("Verification failure"))
	if accepted == refused || accepted != (err == nil) {
		t.Fatalf("openssl: %v\n%s", err, out)
	}
	return accepted
}

// signatureValue is what stands in the SignatureValue of a message.
func signatureValue(t *testing.T, doc string) []byte {
	t.Helper()
	const tag = "<ds:SignatureValue>"
	start, end := strings.Index(doc, tag)+len(tag), strings.Index(doc, "</ds:SignatureValue>")
	value, err := base64.StdEncoding.DecodeString(doc[start:end])
	check(t, err)
	return value
}

// signedInfoForms are ways to write a SignedInfo whose octets are not its text.
func signedInfoForms(t *testing.T) map[string]func(string) string {
	return map[string]func(string) string{
		"canonical":  nil,
		"indented":   func(s string) string { return strings.ReplaceAll(s, "><ds:", ">\r\n\t<ds:") },
		"references": replace(t, `URI="#_`, `URI="&#x23;&#95;`),
		"quoted":     func(s string) string { return strings.ReplaceAll(s, `"`, `'`) },
		"empty elements": func(s string) string {
			return strings.ReplaceAll(s, `></ds:SignatureMethod>`, ` />`)
		},
		"attributes and namespaces": replace(t, "<ds:Reference ",
			`<ds:Reference xmlns:x="urn:x" Type="a&#xA;b&lt;" Id='_r' `),
	}
}

// TestOpenSSLVerifiesThePSSWeAccept: no PSS signature is accepted that another
// implementation refuses, or for other parameters than those of its name. Each form is tried
// with each hash and with each key, and with both together with GATEHOUSE_SLOW=1.
func TestOpenSSLVerifiesThePSSWeAccept(t *testing.T) {
	j := newPSSJudge(t)
	forms, slow := signedInfoForms(t), os.Getenv("GATEHOUSE_SLOW") != ""
	for h, hash := range []string{"sha256", "sha384", "sha512"} {
		for k, key := range []string{"rsa2048-1", "rsa2049", "rsa3072"} {
			for f, form := range slices.Sorted(maps.Keys(forms)) {
				if !slow && (h+k+f)%3 != 0 {
					continue
				}
				write := forms[form]
				m, s := sound(t), settings(t)
				algorithm(key, pssURI+hash+"-rsa-MGF1", sha256URI)(t, &m, &s)
				m.how.signedInfo = write
				if v := provider(t, s).Evaluate(m.input(t)); !v.Accepted {
					t.Errorf("%s, %s, %s: refused: %+v", hash, key, form, v.Findings)
					continue
				}
				doc := m.xml(t)
				octets, value := j.signedInfo(t, doc), signatureValue(t, doc)
				if !j.verifies(t, m.how.key, pssParameters{hash, hash, "digest"}, octets, value) {
					t.Errorf("%s, %s, %s: openssl refuses it", hash, key, form)
				}
			}
		}
	}
}

// TestWeJudgePSSOfOpenSSL: of what another implementation signs, that is
// accepted whose hash, mask and salt are those that the algorithm's name says
// (RFC 9231, 2.3.10), and nothing else.
func TestWeJudgePSSOfOpenSSL(t *testing.T) {
	j := newPSSJudge(t)
	sizes := map[string]int{"sha256": 32, "sha384": 48, "sha512": 64}
	for hash, size := range sizes {
		j.judge(t, hash, "rsa2048-1", hash, pssParameters{hash, hash, "digest"}, nil, "")
		for _, salt := range []string{"max", "0", "20", strconv.Itoa(size - 1), strconv.Itoa(size + 1)} {
			name := hash + " with a salt of " + salt
			j.judge(t, name, "rsa2048-1", hash, pssParameters{hash, hash, salt}, nil, saml.SignatureInvalid)
		}
		for _, mask := range []string{"sha1", "sha256", "sha384", "sha512"} {
			if mask != hash {
				name := hash + " with a mask of " + mask
				j.judge(t, name, "rsa2048-1", hash, pssParameters{hash, mask, "digest"}, nil, saml.SignatureInvalid)
			}
		}
		for other := range sizes {
			if other != hash {
				p := pssParameters{other, other, "digest"}
				j.judge(t, other+" called "+hash, "rsa2048-1", hash, p, nil, saml.SignatureInvalid)
			}
		}
		for _, key := range []string{"rsa2049", "rsa3072"} {
			j.judge(t, hash+" by "+key, key, hash, pssParameters{hash, hash, "digest"}, nil, "")
			longest := pssParameters{hash, hash, "max"}
			j.judge(t, hash+" by "+key+", longest salt", key, hash, longest, nil, saml.SignatureInvalid)
		}
		for form, write := range signedInfoForms(t) {
			j.judge(t, hash+", "+form, "rsa2048-2", hash, pssParameters{hash, hash, "digest"}, write, "")
		}
	}
	for _, hash := range []string{"sha1", "sha224", "sha3-256"} {
		j.judge(t, hash, "rsa2048-1", hash, pssParameters{hash, hash, "digest"}, nil, saml.UnknownAlgorithm)
	}
}

// TestWeRefusePSSParameters: parameters beside the algorithm's name are refused
// even where the signature is sound by them (S3).
func TestWeRefusePSSParameters(t *testing.T) {
	j := newPSSJudge(t)
	digest := func(uri string) string { return `<ds:DigestMethod Algorithm="` + uri + `"/>` }
	const mask = `<pss:MaskGenerationFunction Algorithm="` + pssURI + `MGF1">`
	for name, c := range map[string]struct {
		inside string
		p      pssParameters
	}{
		"none": {"", pssParameters{"sha256", "sha256", "32"}},
		"the usual ones": {
			digest(sha256URI) + "<pss:SaltLength>32</pss:SaltLength>", pssParameters{"sha256", "sha256", "32"},
		},
		"no salt": {"<pss:SaltLength>0</pss:SaltLength>", pssParameters{"sha256", "sha256", "0"}},
		"another mask": {mask + digest(sha1URI) + "</pss:MaskGenerationFunction>",
			pssParameters{"sha256", "sha1", "32"}},
		"a trailer": {"<pss:TrailerField>1</pss:TrailerField>", pssParameters{"sha256", "sha256", "32"}},
	} {
		for _, hash := range []string{"sha256", "sha512"} {
			c.p.hash = hash
			params := `<pss:RSAPSSParams xmlns:pss="` + pssURI + `">` + c.inside + `</pss:RSAPSSParams>`
			write := replace(t, `-MGF1">`, `-MGF1">`+params)
			j.judge(t, name+", "+hash, "rsa2048-1", hash, c.p, write, saml.SignatureShape)
		}
	}
}

// judge lets openssl sign a message that names this hash, and compares what is
// said of it.
func (j pssJudge) judge(
	t *testing.T, name, key, hash string, p pssParameters, write func(string) string, cause saml.Cause,
) {
	t.Helper()
	m, s := sound(t), settings(t)
	algorithm(key, pssURI+hash+"-rsa-MGF1", sha256URI)(t, &m, &s)
	s.Policy.AllowSHA1 = true
	m.how.signedInfo = write
	m.how.value = func([]byte) string { return "" }
	doc := m.xml(t)
	octets := j.signedInfo(t, doc)
	value := j.sign(t, m.how.key, p, octets)
	if !j.verifies(t, m.how.key, p, octets, value) {
		t.Errorf("%s: openssl refuses its own signature", name)
	}
	const empty = "<ds:SignatureValue>"
	doc = strings.Replace(doc, empty, empty+base64.StdEncoding.EncodeToString(value), 1)
	v := provider(t, s).Evaluate(posts(t, doc).input(t))
	consistent(t, v)
	if v.Accepted != (cause == "") || !v.Accepted && v.Root().Cause != cause {
		t.Errorf("%s: accepted %v, %+v, want %q", name, v.Accepted, v.Findings, cause)
	}
	if bits := m.how.key.(*rsa.PrivateKey).N.BitLen(); len(value) != (bits+7)/8 {
		t.Errorf("%s: openssl made a value of %d bytes by a key of %d bits", name, len(value), bits)
	}
}
