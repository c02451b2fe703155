package protocol

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"

	"gatehouse/saml/diff"
)

// maxInflated bounds a message in the HTTP-Redirect binding after inflation
// (T5), maxQuery the query string that carries it.
const (
	maxInflated = 256 << 10
	maxQuery    = 64 << 10
)

const (
	redirectRSASHA256   = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	redirectECDSASHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
)

// redirectURL puts xml into the query of destination: deflated, in base64, and
// with key signed over the octets of the query (bindings 3.4.4.1).
func redirectURL(destination string, xml []byte, relayState string, key *rsa.PrivateKey) (string, error) {
	if destination == "" {
		return "", errors.New("the identity provider's sign-on URL is not set: import its metadata or enter the URL")
	}
	query := "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(deflate(xml)))
	if relayState != "" {
		query += "&RelayState=" + url.QueryEscape(relayState)
	}
	if key != nil {
		query += "&SigAlg=" + url.QueryEscape(redirectRSASHA256)
		sum := sha256.Sum256([]byte(query))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			return "", fmt.Errorf("signing the request: %w", err)
		}
		query += "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
	}
	return withQuery(destination, query), nil
}

func withQuery(address, query string) string {
	if strings.Contains(address, "?") {
		return address + "&" + query
	}
	return address + "?" + query
}

func deflate(xml []byte) []byte {
	var packed bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&packed)
	w.Write(xml) // a bytes.Buffer takes all
	w.Close()
	return packed.Bytes()
}

// deflaters are used again: each takes 800 KB. The fastest level takes half the time of the usual one, which clears
// large tables before each request, and makes it a dozen bytes longer.
var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestSpeed) // the level is a valid one
	return w
}}

// ReadRedirect takes the SAMLRequest out of the raw query of a request in the
// HTTP-Redirect binding and inflates it, to at most 256 KiB (T5). It verifies
// nothing: see [VerifyRedirect].
func ReadRedirect(rawQuery string) (xml []byte, relayState string, err error) {
	q, err := splitQuery(rawQuery)
	if err != nil {
		return nil, "", err
	}
	if q.message == nil {
		return nil, "", errors.New("the query has no SAMLRequest")
	}
	text, err := url.QueryUnescape(*q.message)
	if err != nil {
		return nil, "", fmt.Errorf("the SAMLRequest is not URL-encoded as it should be: %w", err)
	}
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, "", fmt.Errorf("the SAMLRequest is not base64: %w", err)
	}
	if relayState, err = url.QueryUnescape(q.value("RelayState")); err != nil {
		return nil, "", fmt.Errorf("the RelayState is not URL-encoded as it should be: %w", err)
	}
	xml, err = inflate(packed)
	return xml, relayState, err
}

func inflate(packed []byte) ([]byte, error) {
	xml, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxInflated+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the SAMLRequest is not a DEFLATE stream: %w", err)
	case len(xml) > maxInflated:
		return nil, fmt.Errorf("the SAMLRequest inflates to more than %d KiB", maxInflated>>10)
	}
	return xml, nil
}

// ReadPostRequest decodes the SAMLRequest field of a request in the HTTP-POST
// binding: base64, never inflated (T3, T4).
func ReadPostRequest(samlRequest string) (xml []byte, err error) {
	if len(samlRequest) > MaxBody {
		return nil, fmt.Errorf("the SAMLRequest is longer than %d KiB", MaxBody>>10)
	}
	xml, err = base64.StdEncoding.DecodeString(withoutSpace(samlRequest))
	if err != nil {
		return nil, fmt.Errorf("the SAMLRequest is not base64: %w", err)
	}
	return xml, nil
}

// ErrUnsignedRedirect is returned by [VerifyRedirect] for a query without a
// signature.
var ErrUnsignedRedirect = errors.New("the query is not signed: it has no SigAlg and Signature")

// VerifyRedirect verifies the signature of a request in the HTTP-Redirect
// binding with the key of a certificate (DER), over the octets of the query as
// they arrived (T5): escaping them again could yield others.
func VerifyRedirect(rawQuery string, certificate []byte) error {
	q, err := splitQuery(rawQuery)
	if err != nil {
		return err
	}
	if !q.has("SigAlg") || !q.has("Signature") {
		return ErrUnsignedRedirect
	}
	if q.message == nil {
		return errors.New("the query has no SAMLRequest")
	}
	algorithm, err := url.QueryUnescape(q.value("SigAlg"))
	if err != nil {
		return fmt.Errorf("the SigAlg is not URL-encoded as it should be: %w", err)
	}
	text, err := url.QueryUnescape(q.value("Signature"))
	if err != nil {
		return fmt.Errorf("the Signature is not URL-encoded as it should be: %w", err)
	}
	signature, err := base64.StdEncoding.DecodeString(withoutSpace(text))
	if err != nil {
		return fmt.Errorf("the Signature is not base64: %w", err)
	}
	parsed, err := ReadCertificate(certificate)
	if err != nil {
		return fmt.Errorf("the certificate can't be read: %w", err)
	}
	return verifyOctets(q.signed(), algorithm, signature, parsed.PublicKey)
}

func verifyOctets(octets, algorithm string, signature []byte, public any) error {
	sum := sha256.Sum256([]byte(octets))
	switch key := public.(type) {
	case *rsa.PublicKey:
		if algorithm != redirectRSASHA256 {
			break
		}
		if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature); err != nil {
			return errors.New("the signature of the query does not verify with this certificate")
		}
		return nil
	case *ecdsa.PublicKey:
		if algorithm != redirectECDSASHA256 {
			break
		}
		if !ecdsa.VerifyASN1(key, sum[:], signature) {
			return errors.New("the signature of the query does not verify with this certificate")
		}
		return nil
	}
	return fmt.Errorf("the query is signed with %q, which does not go with this certificate: rsa-sha256 or "+
		"ecdsa-sha256 "+
		"is expected", diff.Visible(algorithm, 100))
}

// redirectQuery holds the parameters of a query that matter, still escaped.
type redirectQuery struct {
	message *string
	others  map[string]string
}

// splitQuery refuses repeated parameters: two readers could take two of them (T2).
func splitQuery(rawQuery string) (redirectQuery, error) {
	q := redirectQuery{others: map[string]string{}}
	if len(rawQuery) > maxQuery {
		return q, fmt.Errorf("the query is longer than %d KiB", maxQuery>>10)
	}
	for pair := range strings.SplitSeq(rawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "SAMLRequest":
			if q.message != nil {
				return q, errors.New("the query has more than one SAMLRequest")
			}
			q.message = &value
		case "RelayState", "SigAlg", "Signature":
			if q.has(name) {
				return q, fmt.Errorf("the query has more than one %s", name)
			}
			q.others[name] = value
		}
	}
	return q, nil
}

func (q redirectQuery) has(name string) bool     { _, ok := q.others[name]; return ok }
func (q redirectQuery) value(name string) string { return q.others[name] }

// signed is what the signature covers: these three in this order (bindings
// 3.4.4.1), whatever order they arrived in.
func (q redirectQuery) signed() string {
	octets := "SAMLRequest=" + *q.message
	if q.has("RelayState") {
		octets += "&RelayState=" + q.value("RelayState")
	}
	return octets + "&SigAlg=" + q.value("SigAlg")
}
