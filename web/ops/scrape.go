package ops

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gatehouse/web/internal/reqctx"
)

// scraper answers /metrics in the format of Prometheus.
func (h *Handlers) scraper() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(h.options.Metrics.collectors()...)
	registry.MustRegister(collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if h.options.Facts != nil {
		registry.MustRegister(state{h.options.Facts, h.refused, h.options.Slots})
	}
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second})
}

func (h *Handlers) refused() int64 {
	count, _ := h.services.Load().Refused()
	return count
}

// metrics are for whoever has the token. Without a token there is, they are for processes of
// this machine: for all others the address does not exist.
func (h *Handlers) metrics(w http.ResponseWriter, r *http.Request) {
	switch {
	case h.options.MetricsToken == "" && !local(r):
		h.out.NotFound(w, r)
	case h.options.MetricsToken != "" && !bears(r, h.options.MetricsToken):
		w.Header().Set("WWW-Authenticate", `Bearer realm="metrics"`)
		http.Error(w, "/metrics needs the bearer token of --metrics-token", http.StatusUnauthorized)
	default:
		h.scrape.ServeHTTP(w, r)
	}
}

// local reports whether a request comes from this machine, and through no proxy.
func local(r *http.Request) bool {
	peer, err := netip.ParseAddr(reqctx.Of(r.Context()).Peer)
	return err == nil && peer.IsLoopback() && !reqctx.Forwarded(r)
}

// bears compares digests, so that the time it takes tells neither content nor length.
func bears(r *http.Request, token string) bool {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(given))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}
