package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// decoded is what a list reads of its query.
type decoded struct {
	texts        []string
	limit        int
	after, until string
	search       string
	since        time.Time
	refused      error
}

func decode(raw string) (x decoded) {
	q := readQuery(&http.Request{URL: &url.URL{RawQuery: raw}})
	x.texts = q.texts("events")
	paging, _ := q.paging()
	x.limit, x.after, x.until = paging.Limit, string(paging.After), string(paging.Before)
	x.search = q.text("search")
	x.since = q.time("range_start")
	_ = q.search("filter", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	x.refused = q.refused
	return x
}

// A query is read or refused in a few words, whatever stands in it. What is read of a list is the same in
// each of the three ways in which SDKs write one, and what is read of the rest is read again as the same.
func FuzzQuery(f *testing.F) {
	for _, raw := range []string{
		"", "events=a,b&limit=5&after=org_1", "events=a&events=b", "events[]=a&events%5B%5D=b&events=c,,d",
		"events=%2C%2C", "events=%20a%20,%09", "limit=-1", "limit=99999999999999999999", "limit=1&limit=2", "order=asc",
		"order=normal&before=x&after=y", "order=up", "range_start=2026-01-01", "range_start=yesterday",
		"range_start=2026-01-01T00:00:00Z&search=%ff%00", "filter=state:failed+since:2h", "filter=%22",
		"filter=colour:red", "a=%zz&&=&;", "events=" + strings.Repeat("a,", 200), "filter=" + strings.Repeat("x", 3000),
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		x := decode(raw)
		if x.refused != nil {
			if len(x.refused.Error()) > 1500 {
				t.Errorf("refused in %d bytes", len(x.refused.Error()))
			}
			return
		}
		if len(x.texts) > model.MaxPaging {
			t.Errorf("%d values", len(x.texts))
		}
		rest := url.Values{"limit": {strconv.Itoa(x.limit)}, "after": {x.after}, "before": {x.until},
			"search": {x.search}}
		if !x.since.IsZero() {
			rest.Set("range_start", x.since.Format(time.RFC3339Nano))
		}
		for name, list := range map[string]url.Values{
			"with commas": {"events": {strings.Join(x.texts, ",")}}, "repeated": {"events": x.texts},
			"with []": {"events[]": x.texts},
		} {
			again := decode(rest.Encode() + "&" + list.Encode())
			same := again.refused == nil && slices.Equal(again.texts, x.texts) && again.limit == x.limit &&
				again.after == x.after && again.until == x.until && again.search == x.search &&
				again.since.Equal(x.since)
			if !same {
				t.Errorf("%q is read as %+v, and %s as %+v", raw, x, name, again)
			}
		}
	})
}
