package directory

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// searched is how many of the newest rows are searched for a text.
const searched = 5000

// readOn reads pages behind a row until there are as many rows as asked for that have a text in their words:
// a search that few fit makes pages with room in them.
func readOn[T any](text string, behind model.ID, limit int, words func(T) []string,
	page func(model.Paging) (model.Paged[T], error)) (all []T, err error) {
	p := model.Paging{After: behind}
	for looked := 0; ; {
		p.Limit = min(limit-len(all), model.MaxPaging)
		if text != "" {
			p.Limit = model.MaxPaging
		}
		found, err := page(p)
		if err != nil {
			return nil, err
		}
		looked += len(found.Items)
		all, p.After = append(all, screen.Matching(found.Items, text, words)...), found.After
		if p.After == "" || len(all) >= limit || text != "" && looked >= searched {
			return all[:min(limit, len(all))], nil
		}
	}
}

// searchedEach is how often what is searched for is looked for again, in seconds: thousands of rows may be looked at.
const searchedEach = 5

// live is a list that is read again each second while its beginning is looked at: the console is told of no
// change of what identity providers send.
type live[T any] struct{ *screen.Records[T] }

func (l *live[T]) Update(msg tea.Msg) tea.Cmd {
	at, tick := msg.(screen.Tick)
	due := l.Text == "" || time.Time(at).Unix()%searchedEach == 0
	if tick && due && l.Stack.Top() == screen.Screen(l) && l.List.Offset == 0 {
		return l.Reload()
	}
	return l.Records.Update(msg)
}
