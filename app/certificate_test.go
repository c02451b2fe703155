package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
	"gatehouse/testclient"
)

// writePair writes a certificate for a name, with its key.
func writePair(t *testing.T, certFile, keyFile, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name}}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: der},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// The listener shows the pair of its files as they are: read again when they have changed,
// at most once a minute, or when it is told to. A broken pair leaves the old one, and is logged.
func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePair(t, certFile, keyFile, "one.example")
	var log strings.Builder
	now := time.Now()
	c, err := openCertificate(certFile, keyFile, slog.New(slog.NewTextHandler(&log, nil)), func() time.Time {
		return now
	})
	if err != nil {
		t.Fatal(err)
	}
	shows := func(want string) {
		t.Helper()
		if got := shake(t, c.config(), tls.VersionTLS13); got != want {
			t.Errorf("it shows %q, want %q", got, want)
		}
	}
	shows("one.example")
	writePair(t, certFile, keyFile, "another.example")
	shows("one.example") // within the minute
	now = now.Add(recheck)
	shows("another.example")
	if err := os.WriteFile(keyFile, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(recheck)
	shows("another.example")
	if !strings.Contains(log.String(), "the old one stays") || !strings.Contains(log.String(), keyFile) {
		t.Errorf("log: %s", log.String())
	}
	writePair(t, certFile, keyFile, "the-third.example")
	c.reload(t.Context())
	shows("the-third.example")
	if got := shake(t, c.config(), tls.VersionTLS11); got != "" {
		t.Errorf("TLS 1.1 is shown %q", got)
	}
}

// An instance with a certificate speaks TLS, and says so in its addresses; its console's
// sign-ins go there, too.
func TestRunOverTLS(t *testing.T) {
	dir := t.TempDir()
	o := cli.Options{Listen: "127.0.0.1:0", Data: dir, TLSCert: filepath.Join(dir, "cert.pem"),
		TLSKey: filepath.Join(dir, "key.pem")}
	writePair(t, o.TLSCert, o.TLSKey, "sso.example")
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), Config{Options: o,
		Services: service.Options{Store: memory.Open(), Secrets: secrets, NewRSA: testkeys.Ours}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://" + a.Listener.Addr().String(); a.Services.BaseURL != want {
		t.Errorf("base URL %s, want %s", a.Services.BaseURL, want)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	browser, err := testclient.New(a.Services.BaseURL, a.Address())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := browser.SignIn(t.Context(), testclient.SignIn{Connection: a.Welcome.Connection.ID}); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestCertificateIsSoundAtTheStart(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none.pem")
	if _, err := openCertificate(none, none, slog.New(slog.DiscardHandler), time.Now); err == nil ||
		!strings.Contains(err.Error(), none) {
		t.Errorf("%v", err)
	}
}

// shake gives the name in the certificate that a server shows, "" if there is no handshake.
func shake(t *testing.T, server *tls.Config, most uint16) string {
	t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	go func() {
		defer there.Close()
		_ = tls.Server(there, server).HandshakeContext(t.Context())
	}()
	client := tls.Client(here, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: most})
	if err := client.HandshakeContext(t.Context()); err != nil {
		return ""
	}
	return client.ConnectionState().PeerCertificates[0].Subject.CommonName
}
