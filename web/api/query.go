package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gatehouse/api"
	"gatehouse/model"
)

// query reads the parameters of a list. Those that it is not asked for are let through, empty
// ones are absent.
type query struct {
	url.Values
	refused error // the first that cannot be read
}

// usualLimit is how long a page is if nobody says.
const usualLimit = 10

func readQuery(r *http.Request) *query { return &query{Values: r.URL.Query()} }

// text is a parameter that is given once at most: of two readers each could take another one.
func (q *query) text(name string) string {
	if n := len(q.Values[name]); n > 1 {
		q.refuse(name, "give it once", "is given %d times", n)
	}
	return q.Get(name)
}

// texts are the values of a list, in the three ways in which SDKs write it: a,b; repeated; or
// repeated with [] behind the name. nil if there is none.
func (q *query) texts(name string) (all []string) {
	for _, given := range append(q.Values[name], q.Values[name+"[]"]...) {
		for value := range strings.SplitSeq(given, ",") {
			if value = strings.TrimSpace(value); value != "" {
				all = append(all, value)
			}
		}
	}
	if len(all) > model.MaxPaging {
		q.refuse(name, "ask several times", "has %d values, more than %d", len(all), model.MaxPaging)
	}
	return all
}

// paging reads which page is asked for. In the order "normal" the newest comes first, as in
// "desc", and the cursors change places.
func (q *query) paging() (p model.Paging, swapped bool) {
	p = model.Paging{Limit: usualLimit, After: model.ID(q.text("after")), Before: model.ID(q.text("before"))}
	if limit := q.text("limit"); limit != "" {
		n, err := strconv.Atoi(limit)
		if err != nil {
			q.refuse("limit", "give a number from 1 to 100", "%.20q is no number", limit)
		}
		p.Limit = n
	}
	switch order := q.text("order"); order {
	case "", "desc":
	case "asc":
		p.OldestFirst = true
	case "normal":
		swapped = true
		p.After, p.Before = p.Before, p.After
	default:
		q.refuse("order", "use asc, desc or normal", "%.20q is no order", order)
	}
	return p, swapped
}

// newestFirst reads which page is asked for of a list that is read from the newest back, and no other way.
func (q *query) newestFirst() (limit int, after model.ID) {
	paging, _ := q.paging()
	if paging.Before != "" || paging.OldestFirst || q.text("order") == "normal" {
		q.refuse("order", "use after, and no order", "the newest comes first, and is read on from")
	}
	if err := paging.Check(); err != nil && q.refused == nil {
		q.refused = err
	}
	return paging.Limit, paging.After
}

// search reads a filter of sessions, as the console and the commands have it.
func (q *query) search(name string, now time.Time) model.Search {
	text := q.text(name)
	if len(text) > maxFilter {
		q.refuse(name, "leave terms out", "has more than %d bytes", maxFilter)
		return model.Search{}
	}
	f, err := model.ParseFilter(text, now)
	if err != nil {
		q.refuse(name, "write terms like state:failed org:acme since:2h", "%.200s", err.Error())
	}
	return f
}

// maxFilter bounds a filter of sessions; those that people type have some dozens.
const maxFilter = 2048

func (q *query) refuse(field, remedy, reason string, args ...any) {
	if q.refused == nil {
		q.refused = model.Refuse(field, remedy, reason, args...)
	}
}

// listOf tells of a page, with its cursors where the app looks for them.
func listOf[T, U any](p model.Paged[T], swapped bool, tell func(T) U) api.List[U] {
	if swapped {
		p.After, p.Before = p.Before, p.After
	}
	return api.ListOf(p, tell)
}
