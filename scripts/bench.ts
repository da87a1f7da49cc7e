import { refuse } from '~/domain/problems';
import { benchImport, GOAL, printImport } from './bench/import';
import { benchReport, printReport } from './bench/report';
    if (wanted('submissions') && !printSubmissions(await benchSubmissions(), print)) missed.push('submissions');
