package onboarding

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// OpenLink opens a link with its token: the session, and the value that proves
// it from then on. ErrNotFound for a token that never was, *DeadLink for one
// whose time is over.
func (svc Service) OpenLink(ctx context.Context, kind model.LinkKind,
	token string) (model.PortalSession, string, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.PortalSession{}, "", err
	}
	l, err := svc.LinkByToken(ctx, kind, token)
	if err != nil {
		return model.PortalSession{}, "", err
	}
	if state := l.StateAt(svc.core.Now()); state != model.LinkActive {
		return model.PortalSession{}, "", &model.DeadLink{Link: l, State: state}
	}
	s := model.PortalSession{Link: l, Expires: l.Expires, Nonce: rand.Text()}
	if kind == model.PortalLink {
		s.Expires = svc.core.Now().Add(model.PortalSessionLife)
	}
	value := strings.Join([]string{string(l.ID), s.Until(), s.Nonce}, ".")
	return s, value + "." + base64.RawURLEncoding.EncodeToString(svc.portalMAC(s)), nil
}

// PortalSession gives the session that a value proves. ErrNotFound for one that
// is forged, or that was made for another organization or other intents than
// the link has; *DeadLink once it is over, which for a revoked or used link is
// at once.
func (svc Service) PortalSession(ctx context.Context, value string) (model.PortalSession, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.PortalSession{}, err
	}
	parts := strings.Split(value, ".")
	if len(parts) != 4 || len(value) > 256 {
		return model.PortalSession{}, fmt.Errorf("portal session: %w", model.ErrNotFound)
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return model.PortalSession{}, fmt.Errorf("portal session: %w", model.ErrNotFound)
	}
	mac, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil {
		return model.PortalSession{}, fmt.Errorf("portal session: %w", model.ErrNotFound)
	}
	l, err := svc.Link(ctx, model.ID(parts[0]))
	if err != nil {
		return model.PortalSession{}, err
	}
	s := model.PortalSession{Link: l, Expires: time.UnixMilli(seconds).UTC(), Nonce: parts[2]}
	if !hmac.Equal(mac, svc.portalMAC(s)) {
		return model.PortalSession{}, fmt.Errorf("portal session: %w", model.ErrNotFound)
	}
	if state := svc.portalState(s); state != model.LinkActive {
		return s, &model.DeadLink{Link: l, State: state}
	}
	return s, nil
}

// portalState is what the session still opens: that of a portal link outlives
// the five minutes in which the link has to be followed.
func (svc Service) portalState(s model.PortalSession) model.LinkState {
	state := s.Link.StateAt(svc.core.Now())
	switch {
	case s.Link.Kind == model.PortalLink && state == model.LinkExpired && svc.core.Now().Before(s.Expires):
		return model.LinkActive
	case state == model.LinkActive && !svc.core.Now().Before(s.Expires):
		return model.LinkExpired
	}
	return state
}

func (svc Service) portalMAC(s model.PortalSession) []byte {
	values := []string{string(s.Link.ID), string(s.Link.Kind), string(s.Link.OrganizationID), s.Until(), s.Nonce}
	for _, i := range s.Link.Intents {
		values = append(values, string(i))
	}
	return svc.core.Secrets.MAC("portal session", values...)
}

// FormToken is what each form of the session carries, so that no other site can
// send one in its name.
func (svc Service) FormToken(s model.PortalSession) string {
	return base64.RawURLEncoding.EncodeToString(svc.core.Secrets.MAC("portal form", string(s.Link.ID), s.Nonce))
}

// FormFits reports whether a form belongs to the session.
func (svc Service) FormFits(s model.PortalSession, token string) bool {
	return hmac.Equal([]byte(token), []byte(svc.FormToken(s)))
}
