package model

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a seed, far beyond any that somebody wrote. The parser and the decoder
// go down by calling themselves, and an alias counts as all that it stands for: a
// small file could take all memory, or end the process.
const (
	maxSeedMarks = 1_000_000 // characters that structure a file
	maxSeedDepth = 32        // a seed needs 6
	maxSeedNodes = 1_000_000 // with all aliases filled in
)

// boundSeed refuses a file that cannot be read within bounds, before it is
// decoded.
func boundSeed(file []byte) error {
	marks := 0
	for _, c := range file {
		if bytes.IndexByte([]byte("[]{},:?&*!|>"), c) >= 0 {
			marks++
		}
	}
	marks += bytes.Count(file, []byte("- "))
	if marks > maxSeedMarks {
		return fmt.Errorf("it has more than %d parts: split it", maxSeedMarks)
	}
	tokens := lexer.Tokenize(string(file))
	if depthOf(tokens) > maxSeedDepth {
		return fmt.Errorf("it is nested deeper than %d levels", maxSeedDepth)
	}
	tree, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil // the decoder says so better
	}
	count := &nodeCount{anchors: map[string]int{}}
	for _, doc := range tree.Docs {
		if err := count.visit(doc.Body, 0); err != nil {
			return err
		}
	}
	return nil
}

// depthOf is how deep the parser would go: the brackets that are open, and the
// columns at which blocks have begun.
func depthOf(tokens token.Tokens) int {
	var columns []int
	open, deepest := 0, 0
	for i, t := range tokens {
		column := 0
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open++
		case token.SequenceEndType, token.MappingEndType:
			open--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			column = t.Position.Column
		case token.MappingValueType:
			if i > 0 {
				column = tokens[i-1].Position.Column
			}
		}
		if column > 0 && open == 0 {
			for len(columns) > 0 && columns[len(columns)-1] >= column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, column)
		}
		deepest = max(deepest, open+len(columns))
	}
	return deepest
}

// nodeCount counts the nodes of a tree as the decoder would meet them.
type nodeCount struct {
	nodes   int
	anchors map[string]int // how many nodes each stands for
}

var errSeedNodes = fmt.Errorf("it has more than %d parts once its aliases are filled in", maxSeedNodes)

func (c *nodeCount) visit(n ast.Node, depth int) error {
	if c.nodes++; c.nodes > maxSeedNodes {
		return errSeedNodes
	}
	if depth > 4*maxSeedDepth {
		return fmt.Errorf("it is nested deeper than %d levels", maxSeedDepth)
	}
	var children []ast.Node
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			children = append(children, v)
		}
	case *ast.MappingValueNode:
		children = []ast.Node{n.Key, n.Value}
	case *ast.MappingKeyNode:
		children = []ast.Node{n.Value}
	case *ast.SequenceNode:
		children = n.Values
	case *ast.TagNode:
		children = []ast.Node{n.Value}
	case *ast.AnchorNode:
		before := c.nodes
		if err := c.visit(n.Value, depth+1); err != nil {
			return err
		}
		c.anchors[n.Name.String()] = c.nodes - before
	case *ast.AliasNode:
		size, known := c.anchors[n.Value.String()]
		if !known {
			return errors.New("it has an alias that stands for nothing before it, or for itself")
		}
		if c.nodes += size; c.nodes > maxSeedNodes {
			return errSeedNodes
		}
	}
	for _, child := range children {
		if err := c.visit(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}
