import { useTranslation } from "react-i18next";
import type { Problem } from "../../src-shared/problem.ts";
import { problemsZh } from "../i18n/problems-zh.ts";

type Words = Pick<Problem, "message" | "advice">;

/** A problem in the chosen language; unknown kinds stay in English. */
export function problemText(problem: Problem, language: string): Words {
  if (language !== "zh") return problem;
  const words = (problemsZh as Partial<Record<string, Words>>)[problem.code] ?? problem;
  return problem.requestId === undefined
    ? words
    : { ...words, advice: `${words.advice}日志编号：${problem.requestId}。` };
}

/** Both sentences on one line; Chinese full stops bring their own space. */
export function problemLine(problem: Problem, language: string): string {
  const { message, advice } = problemText(problem, language);
  if (advice === "") return message;
  return language === "zh" ? `${message}${advice}` : `${message} ${advice}`;
}

export function useProblemText(): (problem: Problem) => Words {
  const { i18n } = useTranslation();
  return (problem) => problemText(problem, i18n.language);
}
