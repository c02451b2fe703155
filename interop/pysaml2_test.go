package interop

import (
	"os"
	"os/exec"
	"testing"
)

// pySAML2 runs testdata/pysaml2/idp.py over Debian's package.
func pySAML2(t *testing.T) provider {
	const python = "/usr/bin/python3" // Debian's, which Debian's packages are for
	requires(t, "pysaml2", python, "/usr/lib/python3/dist-packages/saml2", "/usr/bin/xmlsec1")
	dir, address := newFolder(t), freeAddress(t)
	server := exec.CommandContext(t.Context(), python, "testdata/pysaml2/idp.py", string(dir), address)
	server.Env = append(os.Environ(), "INTEROP_USER="+user, "INTEROP_PASSWORD="+password, "INTEROP_EMAIL="+email)
	at := "http://" + address + "/metadata"
	serve(t, at, server)
	return provider{userField: "user", metadata: fetch(t, at), ways: everyWay, use: dir.use}
}
