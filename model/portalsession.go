package model

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// PortalSessionLife is how long a browser may work with a portal link that it
// opened in time. With a setup link it may as long as the link lives.
const PortalSessionLife = time.Hour

// PortalSession is one browser's way through a link.
type PortalSession struct {
	Link    Link
	Expires time.Time
	nonce   string
}

// DeadLink is a link that is real and opens nothing any more.
type DeadLink struct {
	Link  Link
	State LinkState
}

func (e *DeadLink) Error() string {
	return fmt.Sprintf("link %s is %s: generate a new one", e.Link.ID, e.State)
}

// OpenLink opens a link with its token: the session, and the value that proves
// it from then on. ErrNotFound for a token that never was, *DeadLink for one
// whose time is over.
func (d *Desk) OpenLink(ctx context.Context, kind LinkKind, token string) (PortalSession, string, error) {
	d, err := d.see(ctx, ActProveIdentity, nothing)
	if err != nil {
		return PortalSession{}, "", err
	}
	l, err := d.LinkByToken(ctx, kind, token)
	if err != nil {
		return PortalSession{}, "", err
	}
	if state := l.StateAt(d.now()); state != LinkActive {
		return PortalSession{}, "", &DeadLink{l, state}
	}
	s := PortalSession{Link: l, Expires: l.Expires, nonce: rand.Text()}
	if kind == PortalLink {
		s.Expires = d.now().Add(PortalSessionLife)
	}
	value := strings.Join([]string{string(l.ID), s.until(), s.nonce}, ".")
	return s, value + "." + base64.RawURLEncoding.EncodeToString(d.portalMAC(s)), nil
}

// PortalSession gives the session that a value proves. ErrNotFound for one that
// is forged, or that was made for another organization or other intents than
// the link has; *DeadLink once it is over, which for a revoked or used link is
// at once.
func (d *Desk) PortalSession(ctx context.Context, value string) (PortalSession, error) {
	d, err := d.see(ctx, ActProveIdentity, nothing)
	if err != nil {
		return PortalSession{}, err
	}
	parts := strings.Split(value, ".")
	if len(parts) != 4 || len(value) > 256 {
		return PortalSession{}, fmt.Errorf("portal session: %w", ErrNotFound)
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return PortalSession{}, fmt.Errorf("portal session: %w", ErrNotFound)
	}
	mac, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil {
		return PortalSession{}, fmt.Errorf("portal session: %w", ErrNotFound)
	}
	l, err := d.Link(ctx, ID(parts[0]))
	if err != nil {
		return PortalSession{}, err
	}
	s := PortalSession{Link: l, Expires: time.UnixMilli(seconds).UTC(), nonce: parts[2]}
	if !hmac.Equal(mac, d.portalMAC(s)) {
		return PortalSession{}, fmt.Errorf("portal session: %w", ErrNotFound)
	}
	if state := d.portalState(s); state != LinkActive {
		return s, &DeadLink{l, state}
	}
	return s, nil
}

// portalState is what the session still opens: that of a portal link outlives
// the five minutes in which the link has to be followed.
func (d *Desk) portalState(s PortalSession) LinkState {
	state := s.Link.StateAt(d.now())
	switch {
	case s.Link.Kind == PortalLink && state == LinkExpired && d.now().Before(s.Expires):
		return LinkActive
	case state == LinkActive && !d.now().Before(s.Expires):
		return LinkExpired
	}
	return state
}

func (s PortalSession) until() string { return strconv.FormatInt(s.Expires.UnixMilli(), 10) }

func (d *Desk) portalMAC(s PortalSession) []byte {
	values := []string{string(s.Link.ID), string(s.Link.Kind), string(s.Link.OrganizationID), s.until(), s.nonce}
	for _, i := range s.Link.Intents {
		values = append(values, string(i))
	}
	return d.Secrets.mac("portal session", values...)
}

// FormToken is what each form of the session carries, so that no other site can
// send one in its name.
func (d *Desk) FormToken(s PortalSession) string {
	return base64.RawURLEncoding.EncodeToString(d.Secrets.mac("portal form", string(s.Link.ID), s.nonce))
}

// FormFits reports whether a form belongs to the session.
func (d *Desk) FormFits(s PortalSession, token string) bool {
	return hmac.Equal([]byte(token), []byte(d.FormToken(s)))
}
