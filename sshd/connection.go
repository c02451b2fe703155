package sshd

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"gatehouse/model"
)

// Bounds of connections and of what one carries: a client with a control socket opens its
// sessions on one.
const (
	maxConnections = 200
	maxSessions    = 10
)

// Why sessions end that nobody quits; each is told to whoever looks.
var (
	errTooMany = errors.New("as many connections are open as there may be: close one")
	errRevoked = errors.New("your access was revoked, or the key that you came with: ask an Admin of your team")
	errChanged = errors.New("your role was changed: connect again to work with the new one")
	errStops   = errors.New("the instance stops, and with it what runs in it")
	errGone    = errors.New("the client ended it") // told to nobody
	errUnheard = errors.New("its input has ended, and a console needs somebody who types")
	errIdle    = errors.New("no key was pressed for a long time")
)

// connection is one that a member has proved.
type connection struct {
	server    *Server
	member    model.TeamMember
	principal model.Principal
	conn      *ssh.ServerConn
	end       context.CancelCauseFunc // ends its sessions, and then itself
}

// keepAliveEvery is how often a client is asked whether it is still there.
const keepAliveEvery = 30 * time.Second

// keepAlive closes the connection of a client that is gone without a word.
func (c *connection) keepAlive(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(keepAliveEvery, c.server.Silence)):
		}
		answered := make(chan error, 1)
		go func() { // ends with the connection
			_, _, err := c.conn.SendRequest("keepalive@openssh.com", true, nil)
			answered <- err
		}()
		select {
		case <-ctx.Done():
			return
		case err := <-answered:
			if err != nil {
				return
			}
		case <-time.After(c.server.Silence):
			c.conn.Close()
			return
		}
	}
}

// sessions serves those that the client opens, and refuses all other kinds of channel.
func (c *connection) sessions(ctx context.Context, channels <-chan ssh.NewChannel) {
	var running sync.WaitGroup
	defer running.Wait()
	free := make(chan struct{}, maxSessions)
	for offered := range channels {
		if offered.ChannelType() != "session" {
			offered.Reject(ssh.Prohibited, "Gatehouse forwards nothing")
			continue
		}
		select {
		case free <- struct{}{}:
		default:
			offered.Reject(ssh.ResourceShortage, "this connection has as many sessions as it may")
			continue
		}
		running.Go(func() {
			defer func() { <-free }()
			c.session(ctx, offered)
		})
	}
	c.end(errGone)
}

// connections are those that are open.
type connections struct {
	mu   sync.Mutex
	open map[*connection]struct{}
}

func (o *connections) add(c *connection) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.open) >= maxConnections {
		return false
	}
	if o.open == nil {
		o.open = map[*connection]struct{}{}
	}
	o.open[c] = struct{}{}
	return true
}

func (o *connections) remove(c *connection) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.open, c)
}

// of are those of a member; "" gives all.
func (o *connections) of(member model.ID) []*connection {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []*connection
	for c := range o.open {
		if member == "" || c.member.ID == member {
			all = append(all, c)
		}
	}
	return all
}

// followPause is how long the server waits before it follows the members again when that failed.
const followPause = time.Second

// followMembers ends what a member has open as soon as they may do less, or other things. Each
// verb asks for itself, too: what is ended late could do nothing meanwhile.
func (s *Server) followMembers(ctx context.Context) {
	for ctx.Err() == nil {
		err := s.Services.Follow(ctx, func(member model.ID) error { return s.recheck(ctx, member) })
		if ctx.Err() != nil {
			return
		}
		s.Log.WarnContext(ctx, "ssh: changes of members cannot be followed", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(followPause):
		}
		if err := s.recheck(ctx, ""); err != nil {
			s.Log.WarnContext(ctx, "ssh: members cannot be read", "error", err)
		}
	}
}

// recheck ends what a member has open if they are not who they were when they came; "" is for
// all members.
func (s *Server) recheck(ctx context.Context, member model.ID) error {
	for _, c := range s.open.of(member) {
		if err := c.recheck(ctx); err != nil {
			return err
		}
	}
	return nil
}

// recheck reads the member anew: what is known of them can be older than the connection.
func (c *connection) recheck(ctx context.Context) error {
	m, err := c.server.Services.MemberNow(ctx, c.member.ID)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return fmt.Errorf("member %s: %w", c.member.ID, err)
	}
	c.judge(m, err != nil)
	return nil
}

// judge ends the connection if the member is not who they were when they came.
func (c *connection) judge(m model.TeamMember, revoked bool) {
	switch {
	case revoked || !m.Proves(c.principal):
		c.end(errRevoked)
	case m.Role != c.principal.Role || m.Limit != c.principal.Limit:
		c.end(errChanged)
	}
}
