package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// simpleSAMLphp runs Debian's package in PHP's own web server. Its
// configuration, in testdata/simplesamlphp, is PHP that is read at each
// request: what is in the folder may change in between.
func simpleSAMLphp(t *testing.T) provider {
	const installed = "/usr/share/simplesamlphp"
	requires(t, "SimpleSAMLphp", "/usr/bin/php", installed)
	config, err := filepath.Abs("testdata/simplesamlphp")
	if err != nil {
		t.Fatal(err)
	}
	dir, address := newFolder(t), freeAddress(t)
	dir.use(t, []byte("<EntitiesDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata'/>"), way{})
	server := exec.CommandContext(t.Context(), "/usr/bin/php", "-d", "session.save_path="+string(dir), "-S", address,
		"-t", installed+"/www")
	server.Env = append(os.Environ(), "SIMPLESAMLPHP_CONFIG_DIR="+config, "INTEROP_DIR="+string(dir),
		"INTEROP_ADDRESS="+address, "INTEROP_PASSWORD="+password, "INTEROP_EMAIL="+email)
	at := "http://" + address + "/saml2/idp/metadata.php"
	serve(t, at, server)
	return provider{userField: "username", metadata: fetch(t, at), ways: everyWay, use: dir.use}
}
