package command

import (
	"testing"

	"gatehouse/cli"
	"gatehouse/model"
)

// Whoever comes over SSH never writes the clipboard of the machine that they come to.
func TestNoClipboardOfTheServer(t *testing.T) {
	const ssh = "192.0.2.7 50022 198.51.100.4 2222"
	for name, s := range map[string]cli.Streams{
		"a member over SSH":                {Environ: []string{"TERM=xterm", "SSH_CONNECTION=" + ssh}},
		"the owner over SSH, at a console": {Environ: []string{"SSH_CONNECTION=" + ssh}},
		"a caller without a clipboard":     {Environ: []string{"TERM=xterm"}},
	} {
		if copier(s) != nil {
			t.Errorf("%s copies to this machine", name)
		}
	}
	t.Setenv("SSH_CONNECTION", ssh)
	if copier(cli.Streams{}) != nil {
		t.Error("the owner over SSH, who starts the instance, copies to this machine")
	}
}

// Commands are named as whoever looks has to type them.
func TestReach(t *testing.T) {
	t.Setenv("SSH_CONNECTION", "")
	over := cli.Streams{Environ: []string{"SSH_CONNECTION=192.0.2.7 50022 198.51.100.4 2222"}}
	here := cli.Streams{Environ: []string{"TERM=xterm"}}
	owner, member := model.LocalOwner(model.ViaConsole, "alice"), model.Principal{Kind: model.Member}
	usual := cli.DataDir("")
	for _, test := range []struct {
		s                cli.Streams
		p                model.Principal
		data, base, want string
	}{
		{here, owner, usual, "http://127.0.0.1:4100", "gatehouse"},
		{here, owner, "/srv/my data", "http://127.0.0.1:4100", "gatehouse --data '/srv/my data'"},
		{over, owner, usual, "http://127.0.0.1:4100", "ssh 198.51.100.4 gatehouse"},
		{over, member, "/srv/data", "http://127.0.0.1:4100", "ssh -p 2222 198.51.100.4"},
		{over, member, usual, "https://sso.example.com", "ssh -p 2222 sso.example.com"},
	} {
		if got := reach(test.s, test.p, test.data, test.base); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
