package api

import "gatehouse/model"

// List is a page of a resource, with the cursors of its neighbours.
type List[T any] struct {
	Object   string  `json:"object"` // "list"
	Data     []T     `json:"data"`
	Metadata Cursors `json:"list_metadata"`
}

// Cursors are null where there is no further page: SDKs go on as long as there is one.
type Cursors struct {
	Before *model.ID `json:"before"`
	After  *model.ID `json:"after"`
}

// ListOf tells of a page, each of its items in the shape that tell gives it.
func ListOf[T, U any](p model.Paged[T], tell func(T) U) List[U] {
	list := List[U]{Object: "list", Data: []U{}}
	for _, x := range p.Items {
		list.Data = append(list.Data, tell(x))
	}
	if p.Before != "" {
		list.Metadata.Before = &p.Before
	}
	if p.After != "" {
		list.Metadata.After = &p.After
	}
	return list
}
