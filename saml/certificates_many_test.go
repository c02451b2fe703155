package saml_test

import (
	"bytes"
	"crypto/elliptic"
	"encoding/base64"
	"runtime"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// short is a value of DER of at most 127 bytes, or with a length of one byte more.
func short(tag byte, parts ...[]byte) []byte {
	content := bytes.Join(parts, nil)
	if len(content) < 0x80 {
		return append([]byte{tag, byte(len(content))}, content...)
	}
	return append([]byte{tag, 0x81, byte(len(content))}, content...)
}

// dearCertificate is as cheap to send and as dear to read as a certificate can
// be: nothing but a key, whose point has to be computed.
func dearCertificate() []byte {
	const sequence, integer, bits, oid, utc = 0x30, 0x02, 0x03, 0x06, 0x17
	curve := elliptic.P521()
	x, y := curve.Params().Gx, curve.Params().Gy
	date := short(utc, []byte("2603020930"))
	key := short(sequence,
		short(sequence,
			short(oid, []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1}), short(oid, []byte{0x2b, 0x81, 4, 0, 35})),
		short(bits, []byte{0}, elliptic.MarshalCompressed(curve, x, y)))
	body := short(sequence, short(integer, []byte{1}), short(sequence), short(sequence),
		short(sequence, date, date), short(sequence), key)
	return short(sequence, body, short(sequence), short(bits, []byte{0}))
}

// manyCertificates are ways to write n certificates into one KeyInfo.
var manyCertificates = map[string]func(n int) []string{
	"run together": func(n int) []string {
		return []string{base64.StdEncoding.EncodeToString(bytes.Repeat(dearCertificate(), n))}
	},
	"run together, each with its padding": func(n int) []string {
		return []string{strings.Repeat(base64.StdEncoding.EncodeToString(dearCertificate())+"\n", n)}
	},
	"in PEM": func(n int) []string { return []string{strings.Repeat(protocol.PEM(dearCertificate()), n)} },
	"in PEM, several in a block": func(n int) []string {
		return []string{strings.Repeat(protocol.PEM(bytes.Repeat(dearCertificate(), 4)), n/4)}
	},
	"in elements": func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = base64.StdEncoding.EncodeToString(dearCertificate())
		}
		return all
	},
	"run together, in elements": func(n int) []string {
		all := make([]string, n/4)
		for i := range all {
			all[i] = base64.StdEncoding.EncodeToString(bytes.Repeat(dearCertificate(), 4))
		}
		return all
	},
}

// TestManyCertificatesInKeyInfo: of more certificates than a KeyInfo may show no
// more are read (X11): a thousand cost hardly more allocations than eight.
// Allocations are counted, of which each certificate that is read takes dozens.
func TestManyCertificatesInKeyInfo(t *testing.T) {
	for name, written := range manyCertificates {
		counts := map[int]uint64{}
		for _, n := range []int{8, 100, 500, 1000} {
			m, s := sound(t), settings(t)
			shows(written(n)...)(t, &m, &s)
			sp, in := provider(t, s), m.input(t)
			v := sp.Evaluate(in)
			if consistent(t, v); v.Accepted || v.Root().Cause != saml.LimitCertificates {
				t.Errorf("%s, %d: accepted %v, %+v", name, n, v.Accepted, v.Findings)
			}
			counts[n] = mallocs(func() { sp.Evaluate(in) })
			if most := 3*counts[8]/2 + 50; counts[n] > most {
				t.Errorf("%s, %d: %d allocations, %d of 8", name, n, counts[n], counts[8])
			}
		}
	}
	if one, err := protocol.ReadCertificate(dearCertificate()); err != nil || one.Key() != "ECDSA P-521" {
		t.Errorf("the certificate of this test is none: %+v, %v", one, err)
	}
}

// Where an administrator gives a certificate, many are refused before they are
// all read.
func TestManyCertificatesAreNotOne(t *testing.T) {
	for name, written := range manyCertificates {
		text := []byte(strings.Join(written(240), ""))
		fewest := mallocs(func() { protocol.ParseCertificate([]byte(strings.Join(written(60), ""))) })
		_, err := protocol.ParseCertificate(text)
		const want = "more than 50 certificates here: give the signing certificate alone"
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		if got := mallocs(func() { protocol.ParseCertificate(text) }); got > 3*fewest/2+50 {
			t.Errorf("%s: %d allocations of 240, %d of 60", name, got, fewest)
		}
	}
}

// mallocs counts the allocations of a call, the fewest of several, since others
// allocate beside it.
func mallocs(call func()) uint64 {
	fewest := ^uint64(0)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		call()
		runtime.ReadMemStats(&after)
		fewest = min(fewest, after.Mallocs-before.Mallocs)
	}
	return fewest
}
