// Package portal is the Admin Portal: the pages that an IT admin sees behind a
// setup link or a portal link. They work without JavaScript.
package portal

import (
	"log/slog"
	"net/netip"
	"time"

	"gatehouse/limit"
	"gatehouse/service"
	"gatehouse/web/internal/browser"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/respond"
)

// Handlers are the addresses of the Admin Portal.
type Handlers struct {
	anybody  *service.Services // opens links, and proves who asks; IT admins act through [visit.services]
	log      *slog.Logger
	out      *respond.Responder
	pages    *pages.Set
	browsers browser.Cookies
	private  bool                         // metadata may be fetched from private addresses
	guesses  *limit.Limiter[netip.Prefix] // of tokens, by network
	hosts    dnsHosts
}

// Guesses of tokens that a peer may make: a person who copies a link badly needs
// a few, whoever tries them all gets nowhere.
const (
	guessBurst = 20
	guessPause = 10 * time.Second
	maxPeers   = 4096 // twice this many are remembered, some 400 kB
)

// New makes them. private lets IT admins give metadata URLs with private
// addresses.
func New(services *service.Services, log *slog.Logger, out *respond.Responder, private bool) *Handlers {
	return &Handlers{
		anybody: services, log: log, out: out, pages: pages.Load("portal", log), private: private,
		browsers: browser.Cookies{BaseURL: services.BaseURL},
		guesses: limit.New[netip.Prefix](guessBurst, guessPause, maxPeers, func() time.Time {
			return services.Clock()
		}),
	}
}

// cookieName is that of the session's cookie. Browsers take the prefix only from
// this very host over HTTPS (RFC 6265bis 4.1.3.2).
func (h *Handlers) cookieName() string {
	if h.browsers.HTTPS() {
		return "__Host-gatehouse_portal"
	}
	return "gatehouse_portal"
}
