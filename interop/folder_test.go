package interop

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/interop/foreignidp"
)

// folder is what a provider in another language reads at each request: its key
// pair in idp.key and idp.crt, the service provider's metadata in sp.xml, and
// how to protect a response in way.json.
type folder string

func newFolder(t *testing.T) folder {
	t.Helper()
	f := folder(t.TempDir())
	key, certificate := foreignidp.KeyPair(t)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, "idp.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	f.write(t, "idp.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
	return f
}

// use is that of [provider].
func (f folder) use(t *testing.T, metadata []byte, w way) {
	t.Helper()
	f.write(t, "sp.xml", metadata)
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, "way.json", data)
}

func (f folder) write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(string(f), name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}
