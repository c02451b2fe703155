package core

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/storage"
)

// Find says which of the records of a selection a page is made of: those that have one of
// the texts in one of their words (nil for all), and that fit.
type Find[T model.Noun] struct {
	Texts []string
	Fits  func(T) bool
}

// ReadPage gives one page of what is found among the records of a selection, of which kind
// and parent count.
func ReadPage[T model.Noun](ctx context.Context, s storage.Records, of storage.Selection, p model.Paging,
	find Find[T]) (page model.Paged[T], err error) {
	if err := p.Check(); err != nil {
		return page, err
	}
	behind, newest := Behind(p)
	of.Order, of.Behind = storage.OldestFirst, behind
	if newest {
		of.Order = storage.NewestFirst
	}
	read := readFitting[T]
	if find.Texts != nil {
		read = readNamed[T]
	}
	found, err := read(ctx, s, of, p.Limit+1, find)
	return PageOf(found, p, func(n T) model.ID { return idOf(n) }), err
}

// Behind says behind which id, and in which order, the items of a page are read: of a page that ends before an id
// those nearest to it come first.
func Behind(p model.Paging) (id model.ID, newest bool) {
	return cmp.Or(p.After, p.Before), p.OldestFirst != (p.Before == "")
}

// PageOf makes a page of what was read as [Behind] says: one more than the page holds, if there are as many.
func PageOf[T any](found []T, p model.Paging, id func(T) model.ID) (page model.Paged[T]) {
	if len(found) == 0 {
		return page
	}
	more := len(found) > p.Limit
	page.Items = found[:min(len(found), p.Limit)]
	ahead, behind := p.After != "", more
	if p.Before != "" {
		slices.Reverse(page.Items)
		ahead, behind = more, true
	}
	if ahead {
		page.Before = id(page.Items[0])
	}
	if behind {
		page.After = id(page.Items[len(page.Items)-1])
	}
	return page
}

func idOf(n model.Noun) model.ID {
	_, id := n.RecordKey()
	return id
}

// readFitting goes through the records until enough fit.
func readFitting[T model.Noun](ctx context.Context, s storage.Records, of storage.Selection, enough int,
	find Find[T]) (all []T, err error) {
	for of.Limit = ReadStep; ; {
		step, err := Select[T](ctx, s, of)
		if err != nil {
			return nil, err
		}
		for _, n := range step {
			if of.Behind = idOf(n); !find.Fits(n) {
				continue
			}
			if all = append(all, n); len(all) == enough {
				return all, nil
			}
		}
		if len(step) < of.Limit {
			return all, nil
		}
	}
}

// readNamed reads what has one of the texts, and no other record. The index gives it in the
// order of names.
func readNamed[T model.Noun](ctx context.Context, s storage.Records, of storage.Selection, enough int,
	find Find[T]) ([]T, error) {
	order, behind := of.Order, of.Behind
	of.Order, of.Behind = storage.ByName, ""
	direction := 1
	if order == storage.NewestFirst {
		direction = -1
	}
	compare := func(a, b model.ID) int { return direction * strings.Compare(string(a), string(b)) }
	var all []T
	for _, text := range find.Texts {
		of.Text = text
		found, err := Select[T](ctx, s, of)
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			if find.Fits(n) && (behind == "" || compare(idOf(n), behind) > 0) {
				all = append(all, n)
			}
		}
	}
	slices.SortFunc(all, func(a, b T) int { return compare(idOf(a), idOf(b)) })
	all = slices.CompactFunc(all, func(a, b T) bool { return idOf(a) == idOf(b) })
	return all[:min(len(all), enough)], nil
}
