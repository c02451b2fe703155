package connection

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// spKeyLife is how long our self-signed certificates say they live. Identity
// providers pin them; the life only has to outlast the connection.
const spKeyLife = 10 * 365 * 24 * time.Hour

// NewSPKey makes a key pair for a connection, the private half sealed.
func NewSPKey(passed *core.Core, entityID string) (model.SPKey, error) {
	key, err := passed.NewRSA()
	if err != nil {
		return model.SPKey{}, fmt.Errorf("make an SP key: %w", err)
	}
	now := passed.Now()
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return model.SPKey{}, fmt.Errorf("make an SP key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Gatehouse service provider",
			SerialNumber: model.Short(entityID)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(spKeyLife),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return model.SPKey{}, fmt.Errorf("certify an SP key: %w", err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return model.SPKey{}, fmt.Errorf("encode an SP key: %w", err)
	}
	k := model.SPKey{ID: model.NewID(model.PrefixKey, now), DER: der, Created: now}
	k.Sealed = passed.Secrets.Seal(pkcs8, "sp key "+string(k.ID))
	return k, nil
}

// Signer gives the key that signs a connection's requests, or nil if it does not
// ask for signed requests. While a key is rotated the older one signs: the
// identity provider may not have read our metadata since.
func Signer(passed *core.Core, c model.Connection) (*rsa.PrivateKey, []byte, error) {
	if !c.SignRequests || len(c.SPKeys) == 0 {
		return nil, nil, nil
	}
	keys, err := SPKeys(passed, c)
	if err != nil {
		return nil, nil, err
	}
	last := len(keys) - 1
	return keys[last], c.SPKeys[last].DER, nil
}
