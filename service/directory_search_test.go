package service_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
)

// loggedDirectory is a directory with so many requests in its log, a second apart, the last of now; each
// thousandth was refused.
func loggedDirectory(t *testing.T, h *installation, many int) model.Directory {
	t.Helper()
	o := must(h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging, Name: "Initech"}))
	d := must(first(h.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID, Type: "okta"})))
	var all []model.DirectoryRequest
	for n := range many {
		at := h.clock.Now().Add(time.Duration(n+1-many) * time.Second)
		r := model.DirectoryRequest{ID: model.NewID(model.PrefixDirectoryRequest, at), Directory: d.ID, At: at,
			Method: "GET", Path: "/Users", Status: 200, Verdict: model.DirectoryDone, Name: fmt.Sprintf("user%d", n)}
		if n%1000 == 0 {
			r.Status, r.Verdict, r.Cause = 409, model.DirectoryRefused, "username_taken"
		}
		all = append(all, r)
	}
	if err := h.Store.LogDirectory(t.Context(), all...); err != nil {
		t.Fatal(err)
	}
	return d
}

// A search looks at a bounded number of requests, says so, and goes on behind them until it has looked at all.
func TestALogIsSearchedWithinABound(t *testing.T) {
	h := openInstallation(t)
	const many = 12_000
	d := loggedDirectory(t, h, many)
	q := model.DirectoryLogSearch{Directory: d.ID,
		Search: must(model.ParseDirectoryFilter("verdict:refused", h.clock.Now()))}
	var found, scanned []int
	for {
		page := must(h.SearchDirectoryLog(t.Context(), q))
		found, scanned = append(found, len(page.Requests)), append(scanned, page.Scanned)
		if page.Next == "" {
			break
		}
		if back := h.clock.Now().Add(time.Duration(1-5000*len(scanned)) * time.Second); !page.Back.Equal(back) {
			t.Errorf("it looked back to %v, want %v", page.Back, back)
		}
		q.Behind = page.Next
	}
	if want := []int{5000, 5000, 2000}; !slices.Equal(scanned, want) {
		t.Errorf("it looks at %d, want %d", scanned, want)
	}
	if want := []int{5, 5, 2}; !slices.Equal(found, want) {
		t.Errorf("it finds %d, want %d", found, want)
	}
}

// The times of a search bound what is read: it begins at the later one and ends at the earlier one.
func TestTheTimesOfASearchBoundWhatIsRead(t *testing.T) {
	h := openInstallation(t)
	d := loggedDirectory(t, h, 12_000)
	for text, want := range map[string]struct {
		limit, found, scanned int
		goesOn                bool
	}{
		"since:9s": {0, 10, 10, false}, "since:9s user:user11999": {1, 1, 1, true},
		// with the request of that very moment
		"since:9s user:nobody": {0, 0, 10, false}, "since:0s": {0, 1, 1, false}, "before:11990s": {0, 9, 10, false},
		"before:11999s": {0, 0, 1, false}, "since:1h before:2h": {0, 0, 0, false},
		"since:8000s before:7000s verdict:refused": {0, 1, 1001, false}, "before:7000s": {0, 4999, 5000, true},
		"at:7000s": {0, 4999, 5000, true},
	} {
		f := must(model.ParseDirectoryFilter(text, h.clock.Now()))
		page := must(h.SearchDirectoryLog(t.Context(), model.DirectoryLogSearch{Directory: d.ID, Search: f,
			Limit: want.limit}))
		if len(page.Requests) != want.found || page.Scanned != want.scanned || page.Next != "" != want.goesOn {
			t.Errorf("%s finds %d of %d, next %q; want %+v", text, len(page.Requests), page.Scanned, page.Next, want)
		}
	}
}

// Requests of one millisecond are found by times within it, whatever the order of their ids.
func TestTimesWithinAMillisecond(t *testing.T) {
	h := openInstallation(t)
	d := loggedDirectory(t, h, 0)
	at := h.clock.Now()
	for n, micros := range []int{900, 100, 500} {
		r := model.DirectoryRequest{ID: model.FirstID(model.PrefixDirectoryRequest, at)[:40] +
			model.ID(fmt.Sprintf("%04d", n)), Directory: d.ID,
			At: at.Add(time.Duration(micros) * time.Microsecond), Verdict: model.DirectoryDone,
			Name: fmt.Sprint(micros)}
		if err := h.Store.LogDirectory(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		since, until int
		want         []string
	}{{0, 1000, []string{"500", "100", "900"}}, {500, 1000, []string{"500", "900"}}, {0, 500, []string{"100"}},
		{600, 900, nil}} {
		moment := func(micros int) time.Time { return at.Add(time.Duration(micros) * time.Microsecond) }
		page := must(h.SearchDirectoryLog(t.Context(), model.DirectoryLogSearch{Directory: d.ID,
			Search: model.Search{Since: moment(c.since), Until: moment(c.until)}}))
		var found []string
		for _, r := range page.Requests {
			found = append(found, r.Name)
		}
		if !slices.Equal(found, c.want) {
			t.Errorf("from %d to %d µs: %q, want %q", c.since, c.until, found, c.want)
		}
	}
}
