package interop

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// pySAML2 runs testdata/pysaml2/idp.py over Debian's package. The service
// provider's metadata and way.json are read at each request.
func pySAML2(t *testing.T) provider {
	const python = "/usr/bin/python3" // Debian's, which Debian's packages are for
	requires(t, "pysaml2", python, "/usr/lib/python3/dist-packages/saml2", "/usr/bin/xmlsec1")
	dir, address := t.TempDir(), freeAddress(t)
	newKeyPair(t).write(t, dir)
	server := exec.CommandContext(t.Context(), python, "testdata/pysaml2/idp.py", dir, address)
	server.Env = append(os.Environ(), "INTEROP_USER="+user, "INTEROP_PASSWORD="+password, "INTEROP_EMAIL="+email)
	at := "http://" + address + "/metadata"
	serve(t, at, server)
	return provider{
		userField: "user", metadata: fetch(t, at), ways: everyWay,
		use: func(t *testing.T, metadata []byte, w way) {
			writeFile(t, filepath.Join(dir, "sp.xml"), metadata)
			data, err := json.Marshal(w)
			if err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(dir, "way.json"), data)
		},
	}
}
