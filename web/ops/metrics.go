package ops

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gatehouse/model"
)

// Metrics are what the process counts. They are safe for concurrent use; counting takes no lock.
type Metrics struct {
	requests counters[request]
	signIns  counters[outcome]
	counted  prometheus.Counter
	acs      prometheus.Histogram
	stored   prometheus.Histogram
	lines    counters[slog.Level]
	ssh      *prometheus.GaugeVec
}

// request and outcome are what is told apart; both have few values: routes are those of the
// table, classes and causes those of a verdict.
type (
	request struct {
		route  string
		status int
	}
	outcome struct {
		state        model.State
		class, cause string
	}
)

// latencies are the upper bounds of the histograms, in seconds.
var latencies = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15}

// NewMetrics makes them, all zero.
func NewMetrics() *Metrics {
	return &Metrics{
		requests: newCounters("gatehouse_requests_total", "Requests answered, by route and status.",
			func(r request) []string { return []string{r.route, strconv.Itoa(r.status)} }, "route", "status"),
		signIns: newCounters("gatehouse_sign_ins_total",
			"Sessions that came into a state; of failed ones, the class and the cause.",
			func(o outcome) []string { return []string{o.state.Word(), o.class, o.cause} }, "state", "class", "cause"),
		counted: prometheus.NewCounter(prometheus.CounterOpts{Name: "gatehouse_refused_without_session_total",
			Help: "Refused responses that were only counted: more came from one place than get sessions."}),
		acs: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "gatehouse_acs_seconds",
			Help: "Time from the headers of a posted response to its answer.", Buckets: latencies}),
		stored: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "gatehouse_store_wait_seconds",
			Help: "Time that a step of a sign-in waits for the store.", Buckets: latencies}),
		lines: newCounters("gatehouse_log_lines_total", "Lines of the log, by level.",
			func(l slog.Level) []string { return []string{strings.ToLower(l.String())} }, "level"),
		ssh: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "gatehouse_ssh_sessions",
			Help: "Sessions of members over SSH, by what runs in them."}, []string{"runs"}),
	}
}

// InSSH counts a session of a member for as long as run takes: a console, or a command.
func (m *Metrics) InSSH(console bool, run func() int) int {
	runs := "command"
	if console {
		runs = "console"
	}
	open := m.ssh.WithLabelValues(runs)
	open.Inc()
	defer open.Dec()
	return run()
}

// LogHandler counts the lines that another one writes.
func (m *Metrics) LogHandler(next slog.Handler) slog.Handler { return counting{next, m} }

type counting struct {
	slog.Handler
	metrics *Metrics
}

func (c counting) Handle(ctx context.Context, r slog.Record) error {
	c.metrics.lines.of(r.Level).Inc()
	return c.Handler.Handle(ctx, r)
}

func (c counting) WithAttrs(attrs []slog.Attr) slog.Handler {
	return counting{c.Handler.WithAttrs(attrs), c.metrics}
}

func (c counting) WithGroup(name string) slog.Handler {
	return counting{c.Handler.WithGroup(name), c.metrics}
}

// Answered counts a request by the pattern that it matched.
func (m *Metrics) Answered(route string, status int) { m.requests.of(request{route, status}).Inc() }

// Received notes what an answer to a posted response took.
func (m *Metrics) Received(took time.Duration) { m.acs.Observe(took.Seconds()) }

// Stored notes what a step of a sign-in waited for the store.
func (m *Metrics) Stored(took time.Duration) { m.stored.Observe(took.Seconds()) }

// SignIn counts a session by the state that it came into.
func (m *Metrics) SignIn(s model.Session) {
	m.signIns.of(outcome{s.State, string(s.Class), string(s.Cause)}).Inc()
}

// Counted counts refused responses that have no session of their own.
func (m *Metrics) Counted(more int) { m.counted.Add(float64(more)) }

func (m *Metrics) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.requests.vector, m.signIns.vector, m.counted, m.acs, m.stored,
		m.lines.vector, m.ssh}
}

// counters are found by what they count; labels are made once for each.
type counters[K comparable] struct {
	vector *prometheus.CounterVec
	labels func(K) []string
	known  *sync.Map // of prometheus.Counter
}

func newCounters[K comparable](name, help string, values func(K) []string, labels ...string) counters[K] {
	vector := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	return counters[K]{vector, values, new(sync.Map)}
}

func (c counters[K]) of(key K) prometheus.Counter {
	if known, ok := c.known.Load(key); ok {
		return known.(prometheus.Counter)
	}
	counter := c.vector.WithLabelValues(c.labels(key)...)
	c.known.Store(key, counter)
	return counter
}
