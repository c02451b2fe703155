package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
	"gatehouse/storage"
)

const (
	heartbeat  = 15 * time.Second // proxies close what is silent for longer, often after a minute
	slowReader = 30 * time.Second // that a reader may take for one event; then it is cut off
)

// streamSessions sends each session that is new or changed and fits ?filter, as server-sent events,
// from now on or from behind the position in Last-Event-ID. It ends with the key, and with the process.
func (h *Handlers) streamSessions(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	search := q.search("filter", app.Clock())
	if search.Filter.Asks(model.FieldClaimed) {
		q.refuse("filter", "leave claimed: out", "who has a session in hand cannot be followed")
	}
	from, err := resumeAt(r, app, q)
	if err == nil {
		err = q.refused
	}
	var names model.Names
	if err == nil {
		names, err = app.SessionNames(r.Context(), "", search.Filter)
	}
	var leave func()
	if err == nil {
		leave, err = h.streams.enter(app.Principal().ID)
	}
	if err != nil {
		h.refuse(w, r, "sessions could not be followed", "", err)
		return
	}
	defer leave()
	s := &stream{out: w, control: http.NewResponseController(w), app: app, search: search, names: names, at: from}
	s.run(r.Context(), h.stopping)
}

// resumeAt is the position behind which a stream begins. One that was never reached is of another
// store, as before a back-up was restored: who has it has to list anew.
func resumeAt(r *http.Request, app *service.Services, q *query) (storage.Pos, error) {
	now, err := app.Now(r.Context())
	given := r.Header.Get("Last-Event-ID")
	if err != nil || given == "" {
		return now, err
	}
	at, err := strconv.ParseUint(given, 10, 64)
	if err != nil || storage.Pos(at) > now {
		q.refuse("Last-Event-ID", "list the sessions anew, and follow them without it",
			"%.40q is no position of this instance", given)
	}
	return storage.Pos(at), nil
}

// stream is one reader of changed sessions.
type stream struct {
	out     http.ResponseWriter
	control *http.ResponseController
	app     *service.Services
	search  model.Search
	names   model.Names
	at      storage.Pos // up to which the reader was told
}

// run writes until the reader goes, its key ends or the process does.
func (s *stream) run(ctx context.Context, stopping <-chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	changes := make(chan storage.Changed)
	var under sync.WaitGroup
	under.Go(func() {
		defer cancel()
		_ = s.app.AwaitKeyEnd(ctx) // whatever ends it, ends the stream
	})
	from := s.at
	under.Go(func() {
		defer cancel()
		_ = s.app.Tail(ctx, from, func(c storage.Changed) error { // likewise
			select {
			case changes <- c:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	defer under.Wait()
	defer cancel()
	s.out.Header().Set("Content-Type", "text/event-stream")
	s.out.Header().Set("X-Accel-Buffering", "no") // of proxies that would keep it back
	_ = s.control.SetReadDeadline(time.Time{})    // that of requests would end it
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for err := s.write("retry: 5000\nid: %d\n\n", s.at); err == nil; {
		select {
		case <-ctx.Done():
			return
		case <-stopping:
			return
		case <-beat.C:
			err = s.write(": still here\nid: %d\n\n", s.at)
		case c := <-changes:
			err = s.tell(ctx, c)
		}
	}
}

// tell writes a change if it is one of a session that fits.
func (s *stream) tell(ctx context.Context, c storage.Changed) error {
	s.at = c.Pos
	if c.Session == nil {
		return nil
	}
	now := s.app.Clock()
	if s.search.Filter.Lacks(*c.Session, s.names) {
		var err error
		if s.names, err = s.app.SessionNames(ctx, "", s.search.Filter); err != nil {
			return err
		}
	}
	if !s.search.Match(*c.Session, s.names, now) {
		return nil
	}
	data, err := json.Marshal(api.SessionOf(*c.Session, now))
	if err != nil {
		return err
	}
	return s.write("event: session\nid: %d\ndata: %s\n\n", s.at, printable.JSON(string(data)))
}

func (s *stream) write(format string, args ...any) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(slowReader)) // where there is a connection
	if _, err := fmt.Fprintf(s.out, format, args...); err != nil {
		return err
	}
	return s.control.Flush()
}

// streams bounds how many are open.
type streams struct {
	mu   sync.Mutex
	open map[model.ID]int // by key
	all  int
}

// How many streams are open at once, at most.
const (
	streamsPerKey = 4
	streamsInAll  = 64
)

// enter takes a place for a stream until leave is called, or refuses it.
func (x *streams) enter(key model.ID) (leave func(), err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.all >= streamsInAll || x.open[key] >= streamsPerKey {
		return nil, model.ErrTooManyStreams
	}
	x.open[key]++
	x.all++
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.all--
		if x.open[key]--; x.open[key] == 0 {
			delete(x.open, key)
		}
	}, nil
}
