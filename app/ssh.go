package app

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/pires/go-proxyproto"
	"golang.org/x/crypto/ssh"

	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/sshd"
)

// team is the door for members; nil where no SSH address was given.
type team struct {
	net.Listener
	keys        []ssh.Signer
	authorities []ssh.PublicKey
}

// openTeam opens the door of the team: its port, its keys and those whom it believes.
func (a *App) openTeam(ctx context.Context) (err error) {
	c := a.config
	if c.SSH == "" {
		return nil
	}
	t := &team{}
	if c.SSHAuthorities != "" {
		if t.authorities, err = readAuthorities(c.SSHAuthorities); err != nil {
			return cli.Misused(fmt.Errorf("--ssh-ca: %w", err))
		}
	}
	if t.keys, err = sshd.HostKeys(c.Data); err != nil {
		return err
	}
	if t.Listener, err = listenOn(ctx, c.SSH, "--ssh"); err != nil {
		return err
	}
	a.Team, a.team = t.Addr(), t
	return nil
}

// sshAddress is where colleagues connect: at the host that browsers are sent to.
func sshAddress(baseURL string, team net.Addr) string {
	u, err := url.Parse(baseURL)
	if err != nil || team == nil {
		return ""
	}
	_, port, err := net.SplitHostPort(team.String())
	if err != nil {
		return ""
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// readAuthorities reads the public keys in a file, in the form of authorized_keys.
func readAuthorities(path string) (all []ssh.PublicKey, err error) {
	rest, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for rest = bytes.TrimSpace(rest); len(rest) > 0; rest = bytes.TrimSpace(rest) {
		var key ssh.PublicKey
		if key, _, _, rest, err = ssh.ParseAuthorizedKey(rest); err != nil {
			return nil, fmt.Errorf("%s: %w; it has one public key a line", path, err)
		}
		all = append(all, key)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no key", path)
	}
	return all, nil
}

// proxyHeaderTime is how long a trusted proxy may take to say for whom it connects.
const proxyHeaderTime = 5 * time.Second

// serveTeam answers members until ctx ends. A proxy that is trusted may say for whom it connects,
// nobody else.
func (a *App) serveTeam(ctx context.Context, stop func()) error {
	l := &proxyproto.Listener{Listener: a.team.Listener, ReadHeaderTimeout: proxyHeaderTime,
		ConnPolicy: func(o proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			if a.proxies.Trusts(o.Upstream) {
				return proxyproto.USE, nil
			}
			return proxyproto.SKIP, nil
		}}
	return sshd.New(sshd.Options{
		Services: a.Services, HostKeys: a.team.keys, Authorities: a.team.authorities, Log: a.config.Log,
		Run: func(ctx context.Context, s *sshd.Session) int {
			return a.metrics.InSSH(len(s.Args) == 0, func() int {
				return a.instanceOf(s.Principal, stop).Run(ctx, streams(s), s.Args)
			})
		},
	}).Serve(ctx, l)
}

// instanceOf is the instance as a member sees it.
func (a *App) instanceOf(p model.Principal, stop func()) cli.Instance {
	i := a.instance(stop)
	i.Who = func(string) model.Principal { return p }
	return i
}

// streams are those of a session over SSH. No file of this machine is the member's.
func streams(s *sshd.Session) cli.Streams {
	x := cli.Streams{In: s.In, Out: s.Out, Err: s.Err, Terminal: s.Terminal, Environ: s.Environ, Window: s.Window,
		Windows: s.Windows, Remote: true}
	if s.Terminal && len(s.Args) > 0 { // the console does so for itself
		x.Out, x.Err = cli.Raw(s.Out), cli.Raw(s.Err)
	}
	return x
}
