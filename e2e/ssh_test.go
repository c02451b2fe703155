package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
)

// The console works over a real ssh connection: keys go in, cells come back.
func TestConsoleOverSSH(t *testing.T) {
	t.Parallel()
	need(t, "tmux", "ssh", "ssh-keygen", "/usr/sbin/sshd")
	dir := t.TempDir()
	for _, name := range []string{"host", "me"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
			filepath.Join(dir, name)).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen: %v\n%s", err, out)
		}
	}
	address := freeAddress(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "sshd_config")
	text := fmt.Sprintf("ListenAddress 127.0.0.1\nPort %s\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM "+
		"no\nPidFile %s\nPermitRootLogin prohibit-password\n",
		port, filepath.Join(dir, "host"), filepath.Join(dir, "me.pub"), filepath.Join(dir, "pid"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	os.MkdirAll("/run/sshd", 0o755) // where sshd confines itself; there already outside containers
	server := exec.CommandContext(t.Context(), "/usr/sbin/sshd", "-D", "-e", "-f", config)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	server.Stderr = log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { server.Process.Kill(); server.Wait() }()

	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	listen := freeAddress(t)
	screen := start(t, 80, 24, fmt.Sprintf(
		"until ssh -q -tt -p %s -i %s -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o "+
			"UserKnownHostsFile=/dev/null %s@127.0.0.1 %s --data %s --listen %s; do sleep 0.1; done",
		port, filepath.Join(dir, "me"), me.Username, build(t), t.TempDir(), listen))
	screen.sees("Sessions", "Staging")
	screen.press("t")
	screen.sees("ada.lovel", "Success")
	screen.press("Enter")
	screen.sees("Response")
}
