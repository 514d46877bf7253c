/** The program of the parsing child: all formats there are. Started by `parser-child.ts`, never by a person. */
import { parserFor } from './parsers.ts';
import { serveParsing } from './serve-parsing.ts';

serveParsing(parserFor);
