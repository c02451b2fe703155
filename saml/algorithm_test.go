package saml

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"testing"
)

// halves makes an ECDSA value of a key whose r and s have this many zero bytes
// in front of both. Nonces are tried until r has them, then messages until s has
// them too.
func halves(t *testing.T, key *ecdsa.PrivateKey, zeros int) (sum []byte, r, s *big.Int) {
	t.Helper()
	curve, d := key.Curve, new(big.Int).SetBytes(must(key.Bytes()))
	n := curve.Params().N
	most := 8 * ((n.BitLen()+7)/8 - zeros)
	k := must(rand.Int(rand.Reader, n)) // with a small one, s would hardly depend on the digest
	for r = n; r.BitLen() > most; {
		k.Add(k, big.NewInt(1))
		point := must(
			must(ecdsa.ParseRawPrivateKey(curve, k.FillBytes(make([]byte, (n.BitLen()+7)/8)))).PublicKey.Bytes())
		r = new(big.Int).SetBytes(point[1 : 1+len(point)/2])
		r.Mod(r, n)
	}
	inverse := new(big.Int).ModInverse(k, n)
	for try := int64(0); ; try++ {
		digest := sha256.Sum256(big.NewInt(try).Bytes())
		s = new(big.Int).Mul(r, d)
		s.Add(s, new(big.Int).SetBytes(digest[:])).Mul(s, inverse).Mod(s, n)
		if s.BitLen() <= most && s.Sign() > 0 {
			return digest[:], r, s
		}
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// S7: two halves of equal length, as long as the order or shorter.
func TestECDSAHalves(t *testing.T) {
	for name, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(),
		"P-521": elliptic.P521()} {
		t.Run(name, func(t *testing.T) {
			key := must(ecdsa.GenerateKey(curve, rand.Reader))
			method := signatureAlgorithm{hash: crypto.SHA256, scheme: ecdsaKey}
			size := (curve.Params().N.BitLen() + 7) / 8
			sum, r, s := halves(t, key, 1)
			side := func(a, b int) []byte {
				return append(r.FillBytes(make([]byte, a)), s.FillBytes(make([]byte, b))...)
			}
			for what, c := range map[string]struct {
				value []byte
				want  bool
			}{
				"of the order's length":    {side(size, size), true},
				"a zero left out of both":  {side(size-1, size-1), true},
				"a zero left out of one":   {side(size-1, size), false},
				"a zero left out of other": {side(size, size-1), false},
				"a zero too many":          {side(size+1, size+1), false},
				"ASN.1":                    {must(asn1.Marshal([]*big.Int{r, s})), false},
				"nothing":                  {nil, false},
				"a half":                   {side(size, size)[:size], false},
				"zeros":                    {make([]byte, 2*size), false},
				"two zeros":                {make([]byte, 2), false},
			} {
				if got := method.verifies(&key.PublicKey, sum, c.value); got != c.want {
					t.Errorf("%s (%d bytes): %v", what, len(c.value), got)
				}
			}
			if rsa := (signatureAlgorithm{hash: crypto.SHA256, scheme: rsaPSS}); rsa.verifies(&key.PublicKey, sum,
				side(size, size)) {
				t.Error("an algorithm of another family verifies")
			}
		})
	}
}
