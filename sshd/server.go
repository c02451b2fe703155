// Package sshd is the team's way in: an SSH server whose users are the members. A connection is
// proved by a member's key; each session on it is the console, or one command of ours.
//
// It stands on golang.org/x/crypto/ssh alone. The frameworks above that (charm.land/ssh, wish)
// answer requests for agents with yes, keep as many environment variables as a client sends,
// count time idle by what is written, too, and take one step of authentication: all of what
// remains of them would have to be replaced.
package sshd

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"gatehouse/model"
	"gatehouse/service"
)

// Options are what a server is made of.
type Options struct {
	Services    *service.Services // of the process
	HostKeys    []ssh.Signer
	Authorities []ssh.PublicKey // that certify members; none means certificates prove nothing
	Log         *slog.Logger

	// Run runs what a member asks for and gives its exit code.
	Run func(ctx context.Context, s *Session) int
	// Idle is how long a console may be open without a key press; 0 means two hours.
	Idle time.Duration
	// Silence is how long a client may take to answer when it is asked whether it is there: one that
	// is only suspended has time to wake up. 0 means ten minutes.
	Silence time.Duration
}

const (
	usualIdle    = 2 * time.Hour
	usualSilence = 10 * time.Minute
)

// Server answers SSH connections.
type Server struct {
	Options
	open     connections
	arrivals arrivals
}

// New makes a server.
func New(o Options) *Server {
	o.Idle, o.Silence = cmp.Or(o.Idle, usualIdle), cmp.Or(o.Silence, usualSilence)
	return &Server{Options: o}
}

// Serve answers until ctx ends, then ends what runs and closes the listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { s.followMembers(ctx) })
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		} else if err != nil {
			return fmt.Errorf("ssh: %w", err)
		}
		running.Go(func() { s.serve(ctx, conn) })
	}
}

// handshakeTime is how long somebody may take until their key has proved itself.
const handshakeTime = 20 * time.Second

// serve answers one connection. One that panics ends alone.
func (s *Server) serve(ctx context.Context, conn net.Conn) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "ssh connection panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(closeTime, func() { conn.Close() }) })()
	peer := addressOf(conn)
	release, ok := s.arrivals.admit(peer)
	if !ok {
		s.Log.DebugContext(ctx, "ssh: too many connections that have proved nothing", "peer", peer.Addr())
		return
	}
	defer release()
	if conn.SetDeadline(time.Now().Add(handshakeTime)) != nil {
		return
	}
	a := &attempt{server: s, ctx: ctx, conn: conn, peer: peer}
	proved, channels, requests, err := ssh.NewServerConn(conn, a.config())
	if err != nil {
		a.logFailure(err)
		return
	}
	defer proved.Close()
	release()
	if conn.SetDeadline(time.Time{}) != nil {
		return
	}
	s.connected(ctx, a, proved, channels, requests)
}

// connected serves the sessions of a member until the connection ends.
func (s *Server) connected(ctx context.Context, a *attempt, proved *ssh.ServerConn, channels <-chan ssh.NewChannel,
	requests <-chan *ssh.Request) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	c := &connection{server: s, member: a.member, principal: a.principal(), conn: proved, end: end}
	if !s.open.add(c) {
		end(errTooMany)
	}
	defer s.open.remove(c)
	// What changed between the proof and this moment was told to nobody.
	if err := c.recheck(ctx); err != nil {
		s.Log.WarnContext(ctx, "ssh: a member cannot be read", "error", err)
	}
	services := s.Services.For(model.Anybody())
	if err := services.Arrived(ctx, c.principal); err != nil {
		s.Log.WarnContext(ctx, "ssh: note that a member is here", "error", err)
	}
	s.Log.InfoContext(ctx, "ssh: accepted", "member", a.member.ID, "evidence", a.evidence, "peer", a.peer.Addr())
	defer context.AfterFunc(ctx, func() { time.AfterFunc(closeTime, func() { proved.Close() }) })()
	go ssh.DiscardRequests(requests) // ends with the connection; it refuses forwarding of ports, and all else
	go c.keepAlive(ctx)
	c.sessions(ctx, channels)
}

// closeTime is how long a program has to leave the terminal tidy once its connection has to end.
const closeTime = 700 * time.Millisecond

func addressOf(conn net.Conn) netip.AddrPort {
	peer, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(peer.Addr().Unmap().WithZone(""), peer.Port())
}
