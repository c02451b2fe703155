package protocol

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"math/big"
	"slices"
)

// oid is the encoding of an object identifier as text, to be compared.
func oid(arcs ...int) string {
	b := []byte{byte(arcs[0]*40 + arcs[1])}
	for _, arc := range arcs[2:] {
		digits := []byte{byte(arc & 0x7f)}
		for arc >>= 7; arc > 0; arc >>= 7 {
			digits = append(digits, byte(arc&0x7f|0x80))
		}
		slices.Reverse(digits)
		b = append(b, digits...)
	}
	return string(b)
}

var (
	rsaKeyOID    = oid(1, 2, 840, 113549, 1, 1, 1)
	rsaPSSKeyOID = oid(1, 2, 840, 113549, 1, 1, 10) // RFC 4055: the same key, for PSS alone
	ecKeyOID     = oid(1, 2, 840, 10045, 2, 1)
)

// otherKeys are those that nothing is signed with here.
var otherKeys = map[string]string{
	oid(1, 2, 840, 10040, 4, 1): "a DSA key",
	oid(1, 3, 101, 110):         "an X25519 key",
	oid(1, 3, 101, 112):         "an Ed25519 key",
	oid(1, 3, 101, 113):         "an Ed448 key",
}

// curves are those of FIPS 186-4.
var curves = map[string]elliptic.Curve{
	oid(1, 3, 132, 0, 33):          elliptic.P224(),
	oid(1, 2, 840, 10045, 3, 1, 7): elliptic.P256(),
	oid(1, 3, 132, 0, 34):          elliptic.P384(),
	oid(1, 3, 132, 0, 35):          elliptic.P521(),
}

// readPublicKey reads a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). A kind of key
// that cannot be used is no error: it is named.
func readPublicKey(info berValue) (key crypto.PublicKey, unsupported string, err error) {
	parts := info.inside()
	algorithm := parts.take(tagSequence).inside()
	bits := parts.take(tagBitString).content
	kind := string(algorithm.take(tagOID).content)
	if parts.bad || algorithm.bad || len(bits) < 2 {
		return nil, "", errors.New("its public key is damaged")
	}
	bits = bits[1:] // how many bits of the last byte are unused: none
	switch kind {
	case rsaKeyOID, rsaPSSKeyOID:
		key, err = readRSA(bits)
		return key, "", err
	case ecKeyOID:
		curve := curves[string(algorithm.next().content)]
		if curve == nil {
			return nil, "an ECDSA key on a curve that is not supported", nil
		}
		key, err = readPoint(curve, bits)
		return key, "", err
	}
	if name := otherKeys[kind]; name != "" {
		return nil, name, nil
	}
	return nil, "a key of an unknown kind", nil
}

// readRSA takes the modulus as a positive number, with its sign bit in front or
// without.
func readRSA(bits []byte) (crypto.PublicKey, error) {
	list := berReader{rest: bits}
	numbers := list.take(tagSequence).inside()
	modulus, exponent := numbers.take(tagInteger), numbers.take(tagInteger)
	if list.bad || numbers.bad {
		return nil, errors.New("its RSA key is damaged")
	}
	n, e := new(big.Int).SetBytes(modulus.content), new(big.Int).SetBytes(exponent.content)
	if n.Sign() == 0 || e.Sign() == 0 || e.BitLen() > 31 {
		return nil, errors.New("its RSA key has a modulus or exponent that verifies nothing")
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}

// readPoint reads a point of a curve, compressed or not (SEC 1, 2.3.4).
func readPoint(curve elliptic.Curve, bits []byte) (crypto.PublicKey, error) {
	if bits[0] == 2 || bits[0] == 3 {
		if x, y := elliptic.UnmarshalCompressed(curve, bits); x != nil {
			size := (curve.Params().BitSize + 7) / 8
			bits = append([]byte{4}, make([]byte, 2*size)...)
			x.FillBytes(bits[1 : 1+size])
			y.FillBytes(bits[1+size:])
		}
	}
	key, err := ecdsa.ParseUncompressedPublicKey(curve, bits)
	if err != nil {
		return nil, errors.New("its ECDSA key is no point of its curve")
	}
	return key, nil
}

// brokenHashes are the algorithms of certificates that are signed over a hash
// which can be forged.
var brokenHashes = map[string]string{
	oid(1, 2, 840, 113549, 1, 1, 4): "MD5",
	oid(1, 2, 840, 113549, 1, 1, 2): "MD2",
	oid(1, 2, 840, 113549, 1, 1, 5): "SHA-1",
	oid(1, 2, 840, 10040, 4, 3):     "SHA-1",
	oid(1, 2, 840, 10045, 4, 1):     "SHA-1",
	oid(1, 3, 14, 3, 2, 29):         "SHA-1",
}

func brokenHash(algorithm berValue) string {
	return brokenHashes[string(algorithm.inside().take(tagOID).content)]
}
