package core

import (
	"context"
	"iter"
	"runtime"

	"gatehouse/model"
	"gatehouse/storage"
)

// How many records are read, and then worked on, at once: most ask for the first few.
const (
	streamFirst = 100
	streamMost  = 1000
)

// Stream goes through the records of a selection by id, whatever its limit: work makes
// something of each, on all processors, and what it makes comes in the order of the
// records. It holds a few pages of them, and reads no further once nobody asks.
func Stream[T any](ctx context.Context, s storage.Records, q storage.Selection,
	work func(model.Record) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		asked, cancel := context.WithCancel(ctx)
		pages := make(chan chan page[T], runtime.GOMAXPROCS(0))
		go streamPages(asked, s, q, work, pages)
		defer func() { // all work has ended when this does: the store may be closed then
			cancel()
			for made := range pages {
				<-made
			}
		}()
		var none T
		for made := range pages {
			p := <-made
			for _, x := range p.all {
				if !yield(x, nil) {
					return
				}
			}
			if p.err != nil {
				yield(none, p.err)
				return
			}
		}
		if ctx.Err() != nil {
			yield(none, ctx.Err())
		}
	}
}

// page is what was made of some records in a row, up to the first that failed.
type page[T any] struct {
	all []T
	err error
}

// streamPages reads ahead as far as pages has room, and closes it at the end.
func streamPages[T any](ctx context.Context, s storage.Records, q storage.Selection,
	work func(model.Record) (T, error), pages chan<- chan page[T]) {
	defer close(pages)
	q.Limit = streamFirst
	for more := true; more; q.Limit = min(2*q.Limit, streamMost) {
		made := make(chan page[T], 1)
		select {
		case pages <- made:
		case <-ctx.Done():
			return
		}
		records, err := s.Records(ctx, q)
		more = err == nil && len(records) == q.Limit
		if more {
			q.Behind = records[q.Limit-1].ID
		}
		go func() { made <- worked(records, err, work) }()
	}
}

// worked is what work makes of records, and then the error that ended the reading.
func worked[T any](records []model.Record, err error, work func(model.Record) (T, error)) (p page[T]) {
	p = page[T]{all: make([]T, 0, len(records)), err: err}
	for _, r := range records {
		x, err := work(r)
		if err != nil {
			p.err = err
			break
		}
		p.all = append(p.all, x)
	}
	return p
}
