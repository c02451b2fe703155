package portal

import "sync"

// dnsHosts remembers who hosts the DNS of a domain, so that a page need not ask.
type dnsHosts struct {
	mu    sync.Mutex
	known map[string]string
}

const maxDNSHosts = 1024

func (h *dnsHosts) of(domain string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.known[domain]
}

func (h *dnsHosts) note(domain, host string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known == nil || len(h.known) >= maxDNSHosts {
		h.known = map[string]string{}
	}
	h.known[domain] = host
}
