package ops

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"gatehouse/storage"
)

// Slots are places for bodies of responses.
type Slots struct {
	Size                string // that they are for
	Held, Waiting, Most int
}

// state tells, whenever it is asked, how the process is.
type state struct {
	facts   func(context.Context) (storage.Facts, error)
	refused func() int64 // responses and sign-ins
	slots   func() []Slots
}

var (
	sessions   = describe("gatehouse_store_sessions", "Sessions stored.")
	bytesUsed  = describe("gatehouse_store_bytes", "What the store takes on the disk.")
	bytesFree  = describe("gatehouse_store_free_bytes", "What is free on the disk of the store.")
	refuses    = describe("gatehouse_store_refuses_writes", "1 while the store takes no writes.")
	turnedAway = describe("gatehouse_turned_away_total",
		"Responses and sign-ins refused with 503: too many at once, or no room to store them.")
	held    = describe("gatehouse_slots_held", "Bodies of responses that are held.", "size")
	waiting = describe("gatehouse_slots_waiting", "Bodies of responses that wait for a place.", "size")
	most    = describe("gatehouse_slots", "Places for bodies of responses.", "size")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// Describe implements [prometheus.Collector].
func (s state) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sessions, bytesUsed, bytesFree, refuses, turnedAway, held, waiting, most} {
		to <- d
	}
}

// Collect implements [prometheus.Collector].
func (s state) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	to <- prometheus.MustNewConstMetric(turnedAway, prometheus.CounterValue, float64(s.refused()))
	for _, x := range s.slots() {
		gauge(held, float64(x.Held), x.Size)
		gauge(waiting, float64(x.Waiting), x.Size)
		gauge(most, float64(x.Most), x.Size)
	}
	ctx, cancel := context.WithTimeout(context.Background(), healthTime)
	defer cancel()
	facts, err := s.facts(ctx)
	if err != nil {
		gauge(refuses, 1)
		return
	}
	gauge(sessions, float64(facts.Sessions))
	gauge(bytesUsed, float64(facts.Bytes))
	if facts.Free >= 0 {
		gauge(bytesFree, float64(facts.Free))
	}
	if facts.Refuses != "" {
		gauge(refuses, 1)
	} else {
		gauge(refuses, 0)
	}
}
